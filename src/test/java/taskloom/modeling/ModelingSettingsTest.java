package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import taskloom.agents.chat.ChatLimits;
import taskloom.server.Environment;

class ModelingSettingsTest {
  @Test
  void whatHoldsWhenNothingIsSet() {
    var settings = ModelingSettings.from(new Environment(Map.of()));
    assertThat(settings.tokenBudget()).isZero();
    assertThat(settings.cellTimeout()).isEqualTo(Duration.ofSeconds(300));
    assertThat(settings.chat()).isEqualTo(ChatLimits.DEFAULTS);
    assertThat(settings.openAlex()).hasToString("https://api.openalex.org");
  }

  @Test
  void anAddressThatIsNoneIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ModelingSettings.from(
                new Environment(Map.of("TASKLOOM_OPENALEX_URL", "file:///etc/passwd"))))
        .withMessageContaining("TASKLOOM_OPENALEX_URL");
  }

  @Test
  void everyAgentMayHaveAModelOfItsOwn() {
    var one =
        Map.of("TASKLOOM_WRITER_MODEL_BASE_URL", "http://w", "TASKLOOM_WRITER_MODEL_NAME", "w");
    assertThat(ChatTeam.from(one, ChatLimits.DEFAULTS, Clock.systemUTC())).isEmpty();
    var all =
        Map.of(
            "TASKLOOM_MODEL_BASE_URL", "http://m",
            "TASKLOOM_MODEL_NAME", "m",
            "TASKLOOM_WRITER_MODEL_NAME", "w");
    try (var team = ChatTeam.from(all, ChatLimits.DEFAULTS, Clock.systemUTC()).orElseThrow()) {
      assertThat(team.agents().engine()).isEqualTo("w");
    }
  }
}
