package taskloom.server.net;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How many greedy connections run at once: one processor of the virtual threads' scheduler, at
/// least, is always left to the others. Yielding alone would not do: a scheduler's processor takes
/// from one queue as long as there is something in it, and so many connections that yield and are
/// ready again keep theirs filled for good. Safe from any thread.
final class Turns {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final long PATIENCE_MILLIS = 20;

  private final boolean single;
  private final Semaphore running;
  private final AtomicInteger waiting = new AtomicInteger();

  Turns() {
    var processors = Runtime.getRuntime().availableProcessors();
    var carriers = Integer.getInteger(PARALLELISM, processors);
    this.single = carriers < 2;
    this.running = new Semaphore(Math.clamp(carriers - 1, 1, processors), true);
  }

  /// Waits for a turn behind those that wait already; false when it takes so long that whoever has
  /// the turns must be blocked. The more wait the longer that is: those that go on without a turn
  /// are few.
  boolean take() {
    if (single) {
      LockSupport.parkNanos(1);
    }
    var patience = PATIENCE_MILLIS + waiting.incrementAndGet();
    try {
      return running.tryAcquire(patience, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.decrementAndGet();
    }
  }

  void giveBack() {
    running.release();
  }
}
