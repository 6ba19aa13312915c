package taskloom.runner;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.task.Refusal;

/// Looks after one running interpreter from outside, where its code cannot reach: the memory of all
/// its processes together, the task's folder, and cells whose end the runner itself fails to bring
/// about. What goes past a bound is killed, and the verdict kept. (Per process the kernel's own
/// limits hold; it has none for a folder or for a family of processes.)
final class Watch implements AutoCloseable {
  private static final Duration DURING_CELL = Duration.ofMillis(200);
  private static final Duration BETWEEN_CELLS = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(Watch.class.getName());

  /// Until every process has ended after it was killed.
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);

  private final Link link;
  private final Workspace workspace;
  private final Limits limits;
  private final long device;
  private final Semaphore wake = new Semaphore(0);
  private final AtomicReference<@Nullable CellOutcome> verdict = new AtomicReference<>();
  private final CompletableFuture<Boolean> cleared = new CompletableFuture<>();
  private volatile boolean closed;
  private volatile @Nullable Cell cell;
  private volatile Instant since = Instant.now();
  private volatile long atFirst = -1;
  private volatile long held;

  /// @param deadline of `System.nanoTime`
  private record Cell(Duration limit, long deadline) {}

  /// Watches until closed, on a virtual thread.
  Watch(Link link, Workspace workspace, Limits limits) throws IOException {
    this.link = link;
    this.workspace = workspace;
    this.limits = limits;
    this.device = workspace.device();
    Thread.ofVirtual().name("runner-watch").start(this::run);
  }

  /// A cell begins that must have ended within `patience`; `limit` is what its caller was told.
  void begin(Duration limit, Duration patience) {
    since = Instant.now();
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

  /// Ends the code for this reason, unless it has been ended for another.
  void end(CellOutcome reason) {
    if (closed || !verdict.compareAndSet(null, reason)) {
      return;
    }
    link.kill();
    try {
      cleared.complete(!(reason instanceof Crashed(Crash.TooMuchOnDisk _)) || clear());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      cleared.complete(false);
    }
  }

  /// Nothing in the folder is touched while code may still be at work there.
  private boolean clear() throws InterruptedException {
    if (!link.awaitEnd(END_PATIENCE)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the code of task {0} may still run: its folder is left as it is",
          workspace.taskId());
      return false;
    }
    workspace.makeRoom(since, limits);
    return true;
  }

  /// Waits, after a verdict, until room has been made where that was needed.
  void awaitCleared() throws InterruptedException {
    try {
      cleared.get(2 * END_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException _) {
      // it is as it is
    }
  }

  /// How much the code has taken of the disk since its interpreter started, as far as that can be
  /// seen.
  long grown() {
    return atFirst < 0 ? 0 : Math.max(0, held - atFirst);
  }

  /// When the last cell began.
  Instant since() {
    return since;
  }

  /// What is free on the disk, and what should be at least.
  boolean lacksSpace() {
    return workspace.free() < limits.disk().reserve();
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
          end(found);
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
      var use = workspace.use(limits.disk().files());
      held = use.bytes() + processes.deletedButHeld(pids, device);
      atFirst = atFirst < 0 ? held : atFirst;
      if (held > limits.disk().folder()) {
        return new Crashed(new Crash.FolderFull(limits.disk().folder()));
      }
      if (use.entries() > limits.disk().files() || use.outOfSight()) {
        return new Crashed(new Crash.TooManyFiles(limits.disk().files()));
      }
    } catch (IOException | Refusal _) {
      // the folder was deleted: whoever did that closes the interpreter
    }
    return null;
  }
}
