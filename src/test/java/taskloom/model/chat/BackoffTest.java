package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskloom.model.chat.ChatSettings.Retries;

class BackoffTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-09-01T12:00:00Z"), ZoneOffset.UTC);
  private final Backoff backoff =
      new Backoff(
          new Retries(9, Duration.ofMillis(500), Duration.ofSeconds(5)), CLOCK, new Random(7));

  @ParameterizedTest
  @CsvSource({"1, 500", "2, 1000", "4, 4000", "5, 5000", "1000, 5000"})
  void pausesDoubleAndFillTheirRange(int number, long bound) {
    var pauses =
        IntStream.range(0, 2_000)
            .mapToLong(_ -> backoff.pause(number, null).toMillis())
            .summaryStatistics();
    assertThat(pauses.getMax()).isLessThan(bound).isGreaterThan(bound * 9 / 10);
    assertThat(pauses.getMin()).isBetween(0L, bound / 10);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "120, 120",
    "1.5, 1",
    "999999999999, 86400",
    "'Mon, 01 Sep 2025 12:01:00 GMT', 60",
    "'Mon, 01 Sep 2025 11:00:00 GMT', 0",
    "'Thu, 01 Sep 3025 11:00:00 GMT', 86400"
  })
  void retryAfterIsSecondsOrADate(String header, long seconds) {
    assertThat(backoff.retryAfter(header)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"soon", "-5", "''", "99999999999999999999", "'Mon, 99 Sep 2025 12:01:00 GMT'"})
  void anythingElseIsNotHeeded(String header) {
    assertThat(backoff.retryAfter(header)).isNull();
  }

  @Test
  void whatTheUpstreamAsksForIsCappedAndSpread() {
    assertThat(backoff.pause(1, Duration.ofSeconds(3)))
        .isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_500));
    assertThat(backoff.pause(1, Duration.ofHours(3)))
        .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_500));
  }
}
