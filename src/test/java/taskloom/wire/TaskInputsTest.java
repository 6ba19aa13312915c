package taskloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class TaskInputsTest {
  @Test
  void readsATextAndStoresItAsGiven() throws Exception {
    var input = TaskInputs.read(Json.parse("{\"text\":\" 明早七点去机场 \"}"));

    assertThat(input).isEqualTo(new TaskInput.Text(" 明早七点去机场 "));
    assertThat(TaskInputs.parse(TaskInputs.bytes(input))).isEqualTo(input);
  }

  @Test
  void keepsAWholeEventWithWhatThisServerDoesNotKnow() throws Exception {
    var event =
        """
        {"event_id":"evt_1","transcript":"开会","speakers":[{"name":"张三"}],\
        "audio_features":{"gain":1.50,"frames":12345678901234567890},"x":null}\
        """;

    var input = TaskInputs.read(Json.parse("{\"event\":%s}".formatted(event)));

    assertThat(input.words()).isEqualTo("开会");
    assertThat(new String(TaskInputs.bytes(input), StandardCharsets.UTF_8))
        .isEqualTo("{\"event\":%s}".formatted(event));
    assertThat(TaskInputs.parse(TaskInputs.bytes(input))).isEqualTo(input);
  }

  @Test
  void countsNullAsAbsent() throws Exception {
    assertThat(TaskInputs.read(Json.parse("{\"text\":\"a\",\"event\":null}")))
        .isEqualTo(new TaskInput.Text("a"));
  }

  @Test
  void takesTheLongestTextAndRefusesOneMore() throws Exception {
    var longest = "长".repeat(TaskInput.MAX_TEXT);

    assertThat(TaskInputs.read(Json.parse("{\"text\":\"%s\"}".formatted(longest))).words())
        .isEqualTo(longest);
    assertThat(refusal("{\"text\":\"%s长\"}".formatted(longest)))
        .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                             | INVALID_REQUEST
          null                                                           | INVALID_REQUEST
          {}                                                             | INVALID_REQUEST
          {"text":null}                                                  | INVALID_REQUEST
          {"text":"a","event":{"event_id":"e","transcript":"t"}}         | INVALID_REQUEST
          {"text":7}                                                     | INVALID_REQUEST
          {"text":["a"]}                                                 | INVALID_REQUEST
          {"text":""}                                                    | INVALID_REQUEST
          {"text":" \\t\\n　"}                                           | INVALID_REQUEST
          {"event":"e"}                                                  | INVALID_REQUEST
          {"event":{"transcript":"t"}}                                   | INVALID_REQUEST
          {"event":{"event_id":"","transcript":"t"}}                     | INVALID_REQUEST
          {"event":{"event_id":5,"transcript":"t"}}                      | INVALID_REQUEST
          {"event":{"event_id":"e"}}                                     | INVALID_REQUEST
          {"event":{"event_id":"e","transcript":" "}}                    | INVALID_REQUEST
          {"event":{"event_id":"e","transcript":"t","speakers":{}}}      | INVALID_REQUEST
          {"event":{"event_id":"e","transcript":"t","audio_features":1}} | INVALID_REQUEST
          {"text":"\\ud83d"}                                             | INVALID_UTF8
          {"text":"\\ude00\\ud83d"}                                      | INVALID_UTF8
          {"event":{"event_id":"e","transcript":"t","x":["\\udc00"]}}    | INVALID_UTF8
          """)
  void refuses(String data, ErrorCode code) {
    assertThat(refusal(data)).isEqualTo(code);
  }

  private static ErrorCode refusal(String data) {
    return catchThrowableOfType(Refusal.class, () -> TaskInputs.read(Json.parse(data))).code();
  }
}
