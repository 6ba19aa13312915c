package taskloom.model.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import taskloom.model.chat.ChatMetrics.Breaker;
import taskloom.testing.ManualClock;

class CircuitBreakerTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2025-09-01T12:00:00Z"));
  private final CircuitBreaker breaker = new CircuitBreaker(clock, Duration.ofSeconds(10));

  @Test
  void halfOfTheLastAttemptsMustFail() {
    for (var i = 0; i < 40; i++) {
      enter().report(true);
    }
    for (var i = 0; i < 9; i++) {
      enter().report(false);
    }
    assertThat(breaker.state()).isEqualTo(Breaker.CLOSED);
    enter().report(false);
    assertThat(breaker.state()).isEqualTo(Breaker.OPEN);
    assertThat(breaker.enter()).isNull();
  }

  @Test
  void aFailedProbeOpensItAgain() {
    open();
    enter().report(false);
    assertThat(breaker.enter()).isNull();
    clock.advance(Duration.ofSeconds(10));
    enter().report(true);
    assertThat(breaker.state()).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void aProbeThatWasCancelledMakesRoomForTheNext() {
    open();
    var probe = enter();
    assertThat(breaker.enter()).isNull();
    probe.withdraw();
    assertThat(breaker.enter()).isNotNull();
  }

  @Test
  void theFirstSignOfAnAnswerLetsTheOthersIn() {
    open();
    var probe = enter();
    probe.answering();
    assertThat(breaker.enter()).isNotNull();
    probe.report(true);
    assertThat(breaker.state()).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void whatAnAttemptFromBeforeReportsDoesNotDecideTheProbe() {
    var old = enter();
    open();
    var probe = enter();
    old.report(true);
    assertThat(breaker.state()).isEqualTo(Breaker.HALF_OPEN);
    probe.report(true);
    assertThat(breaker.state()).isEqualTo(Breaker.CLOSED);
  }

  /// Opens it and lets its pause pass.
  private void open() {
    for (var i = 0; i < 10; i++) {
      enter().report(false);
    }
    clock.advance(Duration.ofSeconds(10));
  }

  private CircuitBreaker.Ticket enter() {
    return requireNonNull(breaker.enter());
  }
}
