package taskloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private record Kept(JsonNode output, List<String> names) {}

  @Test
  void whatNestsTooDeeplyIsRefusedHoweverDeep() {
    for (int depth : new int[] {Json.MAX_DEPTH + 1, 2_000, 1_000_000}) {
      assertThatThrownBy(() -> Json.parse(nested(depth)))
          .isInstanceOf(JsonProcessingException.class);
    }
  }

  @Test
  void whatWasTakenCanBeKeptInADocumentAndReadAgain() throws Exception {
    var deepest = Json.parse(nested(Json.MAX_DEPTH));
    var mapper = Json.mapper();
    var kept = new Kept(mapper.valueToTree(new Kept(deepest, List.of())), List.of("a"));

    var read = mapper.convertValue(Json.trusted(Json.bytes(kept)), Kept.class);

    assertThat(mapper.treeToValue(read.output(), Kept.class).output()).isEqualTo(deepest);
    assertThat(Json.text(kept)).hasSizeGreaterThan(2 * Json.MAX_DEPTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"\\udc00\":1}", "{\"\\ud83d\":1}", "{\"a\":1,\"a\":2}", "{} {}"})
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> Texts.requireWellFormed(Json.parse(text)))
        .isInstanceOf(Exception.class);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
