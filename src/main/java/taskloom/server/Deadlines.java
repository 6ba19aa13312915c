package taskloom.server;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Interrupts virtual threads that take longer than they may. An interrupt closes the socket such a
/// thread is blocked on, which is the only way out of reading from a client that sends nothing and
/// of writing to one that reads nothing. One watchdog thread for all; safe from any thread.
public final class Deadlines implements AutoCloseable {
  private final ConcurrentHashMap<Thread, Scope> scopes = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor watchdog;

  /// @param precision how late an interrupt may come
  public Deadlines(Duration precision) {
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("request-deadlines").factory());
    var _ =
        watchdog.scheduleWithFixedDelay(
            () -> scopes.values().forEach(Scope::check),
            precision.toMillis(),
            precision.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// From here until the scope is closed the calling thread has `limit`. A scope inside another one
  /// takes its place meanwhile, with a longer limit too.
  public Scope within(Duration limit) {
    var thread = Thread.currentThread();
    var scope = new Scope(thread, System.nanoTime() + limit.toNanos(), scopes.get(thread));
    scopes.put(thread, scope);
    return scope;
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  /// A stretch of one thread's work; to be closed by that thread.
  public final class Scope implements AutoCloseable {
    private final Thread thread;
    private final long deadline;
    private final @Nullable Scope outer;
    private boolean left;
    private boolean interrupted;

    private Scope(Thread thread, long deadline, @Nullable Scope outer) {
      this.thread = thread;
      this.deadline = deadline;
      this.outer = outer;
    }

    /// No interrupt of this scope reaches the thread from here on; one that has is cleared.
    @Override
    public void close() {
      if (outer == null) {
        scopes.remove(thread);
      } else {
        scopes.put(thread, outer);
      }
      synchronized (this) {
        left = true;
        if (interrupted) {
          Thread.interrupted();
        }
      }
    }

    private synchronized void check() {
      if (!left && !interrupted && System.nanoTime() - deadline > 0) {
        interrupted = true;
        thread.interrupt();
      }
    }
  }
}
