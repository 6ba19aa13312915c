package taskloom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.testing.ManualClock;

class RateLimitTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final RateLimit limit = new RateLimit(2, clock);

  @Test
  void aBurstOfTenTimesTheRatePassesAndThenTheRateHolds() {
    take("ann", 20);
    var refusal = catchThrowableOfType(Refusal.class, () -> limit.take("ann"));

    assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(500));

    clock.advance(Duration.ofMillis(500));
    take("ann", 1);
    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> limit.take("ann"));
  }

  @Test
  void ownersDoNotShareABucket() {
    take("ann", 20);
    take("bob", 20);

    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> limit.take("bob"));
  }

  @Test
  void aLongPauseFillsNoMoreThanTheBurst() {
    take("ann", 20);
    clock.advance(Duration.ofDays(1));
    take("ann", 20);

    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> limit.take("ann"));
  }

  @Test
  void aClockSetBackTakesNothingAway() {
    take("ann", 10);
    clock.advance(Duration.ofHours(-1));
    take("ann", 10);

    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> limit.take("ann"));
  }

  @Test
  void zeroMeansNoLimit() {
    var none = new RateLimit(0, clock);
    for (int i = 0; i < 100_000; i++) {
      none.take("ann");
    }
    assertThat(clock.instant()).isEqualTo("2026-01-01T00:00:00Z");
  }

  private void take(String owner, int times) {
    for (int i = 0; i < times; i++) {
      limit.take(owner);
    }
  }
}
