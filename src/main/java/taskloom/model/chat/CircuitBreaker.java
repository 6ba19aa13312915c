package taskloom.model.chat;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.ChatMetrics.Breaker;

/// Leaves an upstream alone for a while when at least half of its last attempts failed, then lets
/// one attempt through to see. Only failures of the upstream as a whole count; a refused key or a
/// bad request shows that it is up. Safe from many threads; nothing waits inside.
final class CircuitBreaker {
  private static final int WINDOW = 20;
  private static final int MINIMUM = 10;

  private final Clock clock;
  private final Duration pause;
  private final boolean[] failed = new boolean[WINDOW];
  private int count;
  private int failures;
  private int next;
  private Breaker state = Breaker.CLOSED;
  private long openUntil;
  private int generation;

  CircuitBreaker(Clock clock, Duration pause) {
    this.clock = clock;
    this.pause = pause;
  }

  /// Asks for leave to make an attempt. Whoever gets it reports back through the ticket exactly
  /// once.
  ///
  /// @return null when there is no leave now
  synchronized @Nullable Ticket enter() {
    if (state == Breaker.OPEN && clock.millis() >= openUntil) {
      turn(Breaker.HALF_OPEN);
      return new Ticket(generation);
    }
    return state == Breaker.CLOSED ? new Ticket(generation) : null;
  }

  synchronized Breaker state() {
    return state;
  }

  private void turn(Breaker to) {
    state = to;
    generation++;
    count = 0;
    failures = 0;
    next = 0;
    if (to == Breaker.OPEN) {
      openUntil = clock.millis() + pause.toMillis();
    }
  }

  private void record(boolean failure) {
    if (count == WINDOW) {
      failures -= failed[next] ? 1 : 0;
    } else {
      count++;
    }
    failed[next] = failure;
    failures += failure ? 1 : 0;
    next = (next + 1) % WINDOW;
    if (count >= MINIMUM && failures * 2 >= count) {
      turn(Breaker.OPEN);
    }
  }

  /// Leave to make one attempt. What an attempt from before a change of state reports is ignored.
  final class Ticket {
    private int issued;

    private Ticket(int issued) {
      this.issued = issued;
    }

    /// The upstream has begun to answer: enough for the attempt that tries whether it is back, so
    /// that a long answer does not keep everyone else out. Not a final report.
    void answering() {
      synchronized (CircuitBreaker.this) {
        if (issued == generation && state == Breaker.HALF_OPEN) {
          turn(Breaker.CLOSED);
          issued = generation;
        }
      }
    }

    /// The attempt showed that the upstream is up, or that it is not.
    void report(boolean up) {
      synchronized (CircuitBreaker.this) {
        if (issued != generation) {
          return;
        }
        if (state == Breaker.HALF_OPEN) {
          turn(up ? Breaker.CLOSED : Breaker.OPEN);
        } else {
          record(!up);
        }
      }
    }

    /// The attempt was given up and showed nothing; another may try.
    void withdraw() {
      synchronized (CircuitBreaker.this) {
        if (issued == generation && state == Breaker.HALF_OPEN) {
          turn(Breaker.OPEN);
          openUntil = clock.millis();
        }
      }
    }
  }
}
