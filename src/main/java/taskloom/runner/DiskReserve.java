package taskloom.runner;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome.Crashed;

/// Keeps some of the disk free while model-written code runs. Files can be hidden from every count
/// (deleted and mapped, on their way between two processes), but not from what is free: where that
/// falls below the reserve, the code that has taken most is ended, as far as that can be seen, else
/// the one whose cell began last; then the next, while that does not help. Safe from any thread.
final class DiskReserve {
  /// A disk takes a gigabyte or two in a second.
  private static final Duration PAUSE = Duration.ofMillis(50);

  /// Growth below this is nobody's fault.
  private static final long STEP = 16L << 20;

  private final Set<Watch> running = new HashSet<>(); // under its own lock
  private @Nullable Thread thread; // likewise

  /// From here on.
  void enter(Watch watch) {
    synchronized (running) {
      running.add(watch);
      if (thread == null) {
        thread = Thread.ofVirtual().name("disk-reserve").start(this::run);
      }
    }
  }

  /// The code has ended.
  void leave(Watch watch) {
    synchronized (running) {
      running.remove(watch);
    }
  }

  private void run() {
    try {
      for (var watch = next(); watch != null; watch = next()) {
        if (watch.lacksSpace()) {
          watch.end(new Crashed(new Crash.DiskFull())); // back when room has been made
          leave(watch);
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Who would go first; null when nobody is there any more.
  private @Nullable Watch next() {
    synchronized (running) {
      var first =
          running.stream()
              .max(
                  Comparator.comparingLong((Watch watch) -> watch.grown() / STEP)
                      .thenComparing(Watch::since));
      thread = first.isEmpty() ? null : thread;
      return first.orElse(null);
    }
  }
}
