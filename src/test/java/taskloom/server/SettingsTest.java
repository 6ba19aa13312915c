package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @Test
  void nothingNeedsToBeSet() {
    var settings = settings(Map.of());

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8000);
    assertThat(settings.data()).isEqualTo(Path.of("data"));
    assertThat(settings.engine().workers()).isEqualTo(256);
    assertThat(settings.engine().queueLimit()).isEqualTo(100_000);
    assertThat(settings.engine().submitRate()).isEqualTo(20);
    assertThat(settings.apiKeys()).isEmpty();
  }

  @Test
  void variablesReplaceDefaults() {
    var settings =
        settings(
            Map.of(
                "TASKLOOM_PORT", "0",
                "TASKLOOM_TIMEZONE", "Asia/Shanghai",
                "TASKLOOM_SUBMIT_RATE", "0.5"));

    assertThat(settings.port()).isZero();
    assertThat(settings.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(settings.engine().submitRate()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "TASKLOOM_PORT, eighty",
    "TASKLOOM_PORT, 70000",
    "TASKLOOM_WORKERS, 0",
    "TASKLOOM_OPEN, perhaps",
    "TASKLOOM_TIMEZONE, Mars/Olympus",
    "TASKLOOM_SUBMIT_RATE, NaN"
  })
  void aWrongValueIsToldByTheVariablesName(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(Map.of(name, value)))
        .withMessageStartingWith(name);
  }

  @Test
  void keysAreNeverPrinted() {
    var settings = settings(Map.of("TASKLOOM_API_KEYS", "ann:very-secret"));

    assertThat(settings.toString()).doesNotContain("very-secret");
  }

  private static Settings settings(Map<String, String> variables) {
    return Settings.from(new Environment(variables));
  }
}
