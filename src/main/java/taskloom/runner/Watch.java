package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.TimedOut;

/// Looks after one running interpreter from outside, where its code cannot reach: the memory of all
/// its processes together, the task's folder, the server's disk, and cells whose end the runner
/// itself fails to bring about. What goes past a bound is killed, and the verdict kept. (Per
/// process the kernel's own limits hold; it has none for a folder or for a family of processes.)
final class Watch implements AutoCloseable {
  private static final Duration DURING_CELL = Duration.ofMillis(200);
  private static final Duration BETWEEN_CELLS = Duration.ofSeconds(1);

  private final Link link;
  private final Path folder;
  private final Limits limits;
  private final Semaphore wake = new Semaphore(0);
  private final AtomicReference<@Nullable CellOutcome> verdict = new AtomicReference<>();
  private volatile boolean closed;
  private volatile @Nullable Cell cell;

  /// @param deadline of `System.nanoTime`
  private record Cell(Duration limit, long deadline) {}

  /// Watches until closed, on a virtual thread.
  Watch(Link link, Path folder, Limits limits) {
    this.link = link;
    this.folder = folder;
    this.limits = limits;
    Thread.ofVirtual().name("runner-watch").start(this::run);
  }

  /// A cell begins that must have ended within `patience`; `limit` is what its caller was told.
  void begin(Duration limit, Duration patience) {
    cell = new Cell(limit, System.nanoTime() + patience.toNanos());
    wake.release();
  }

  /// The cell has ended.
  void end() {
    cell = null;
  }

  /// Why the interpreter was killed; null when it was not.
  @Nullable CellOutcome verdict() {
    return verdict.get();
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
  }

  private void run() {
    try {
      var pause = Duration.ZERO;
      while (!closed) {
        wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
        wake.drainPermits();
        var started = System.nanoTime();
        var found = closed ? null : look();
        if (found != null) {
          verdict.compareAndSet(null, found);
          link.kill();
          return;
        }
        // A folder that takes long to look through is looked through less often.
        var took = Duration.ofNanos(System.nanoTime() - started).multipliedBy(10);
        var usual = cell == null ? BETWEEN_CELLS : DURING_CELL;
        pause = took.compareTo(usual) > 0 ? took : usual;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable CellOutcome look() {
    var running = cell;
    if (running != null && System.nanoTime() - running.deadline() > 0) {
      return new TimedOut(running.limit(), false);
    }
    var processes = link.processes();
    var pids = processes.pids();
    if (processes.memory(pids, limits.processes().memory()) > limits.processes().memory()) {
      return new Crashed(new Crash.TooMuchMemory(limits.processes().memory()));
    }
    try {
      var use = DiskUse.of(folder, limits.disk().files());
      var hidden = processes.deletedButOpen(pids, Files.getAttribute(folder, "unix:dev"));
      if (use.bytes() + hidden > limits.disk().folder()) {
        return new Crashed(new Crash.FolderFull(limits.disk().folder()));
      }
      if (use.entries() > limits.disk().files() || use.outOfSight()) {
        return new Crashed(new Crash.TooManyFiles(limits.disk().files()));
      }
      if (running != null
          && Files.getFileStore(folder).getUsableSpace() < limits.disk().reserve()) {
        return new Crashed(new Crash.DiskFull());
      }
    } catch (IOException _) {
      // the folder was deleted: whoever did that closes the interpreter
    }
    return null;
  }
}
