package taskloom.model;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs what keeps a processor busy on a few platform threads, which the kernel preempts: a virtual
/// thread that computes gives its carrier back to nobody, sockets and health probes included. Each
/// caller waits for its own work, so that no more wait than there are callers.
///
/// The order is by the time when work should be done: that of its arrival, and a multiple of what
/// it is expected to take. Short work overtakes long work, and no work waits for ever. Safe from
/// any thread.
public final class CpuPool {
  private static final Duration IDLE = Duration.ofSeconds(20);

  /// How much longer than its own time work may take while others are served.
  private static final int PATIENCE = 16;

  private final ThreadPoolExecutor threads;

  /// @param size how many threads; they end when there is nothing to do
  public CpuPool(int size) {
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new PriorityBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("cpu-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// A pool as large as the machine: the kernel shares its processors fairly with those threads
  /// that serve sockets.
  public static CpuPool ofMachine() {
    return new CpuPool(Runtime.getRuntime().availableProcessors());
  }

  /// What `work` gives. An interruption of the caller reaches the work, and takes it out of the
  /// queue where it has not begun.
  ///
  /// @param expected how long it is likely to take
  /// @throws ExecutionException with what it throws
  public <T> T call(Duration expected, Callable<T> work)
      throws ExecutionException, InterruptedException {
    var due = System.nanoTime() + PATIENCE * expected.toNanos();
    var task = new Due<>(due, work);
    threads.execute(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      task.cancel(true);
      threads.remove(task);
      throw e;
    }
  }

  /// How much is running and waits.
  int busy() {
    return threads.getActiveCount() + threads.getQueue().size();
  }

  private static final class Due<T> extends FutureTask<T> implements Comparable<Due<?>> {
    private final long at;

    Due(long at, Callable<T> work) {
      super(work);
      this.at = at;
    }

    @Override
    public int compareTo(Due<?> other) {
      return Long.signum(at - other.at);
    }
  }
}
