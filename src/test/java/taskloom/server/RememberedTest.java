package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import taskloom.testing.ManualClock;

class RememberedTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void anAnswerIsGoodForAWhile() {
    var remembered = new Remembered<>(asked::incrementAndGet, Duration.ofSeconds(5), clock);

    assertThat(remembered.get()).isEqualTo(1);
    clock.advance(Duration.ofMillis(4_999));
    assertThat(remembered.get()).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    assertThat(remembered.get()).isEqualTo(2);
    clock.advance(Duration.ofHours(-1));
    assertThat(remembered.get()).as("the clock was set back").isEqualTo(3);
  }

  @Test
  void whileOneAsksTheOthersHaveTheLastAnswer() throws Exception {
    var begun = new CountDownLatch(1);
    var answers = new Semaphore(1);
    var remembered =
        new Remembered<>(
            () -> {
              var number = asked.incrementAndGet();
              if (number == 2) {
                begun.countDown();
              }
              answers.acquireUninterruptibly();
              return number;
            },
            Duration.ofSeconds(5),
            clock);
    assertThat(remembered.get()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(5));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var second = threads.submit(remembered::get);
      begun.await();

      assertThat(remembered.get()).isEqualTo(1);
      answers.release();
      assertThat(second.get()).isEqualTo(2);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void aFailureIsNotRemembered() {
    var remembered =
        new Remembered<>(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return asked.get();
            },
            Duration.ofSeconds(5),
            clock);

    assertThatIllegalStateException().isThrownBy(remembered::get);
    assertThat(remembered.get()).isEqualTo(2);
  }
}
