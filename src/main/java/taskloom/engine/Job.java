package taskloom.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TaskKind;

/// An unfinished task in this process, waiting or at work: what stops it, and the thread to
/// interrupt for it. Safe from any thread.
final class Job {
  /// Why work on a task is stopped from outside.
  enum Stop {
    /// Its end is stored already (cancelled, deleted, or its submission never was).
    ENDED,
    /// It took too long.
    DEADLINE,
    /// The server stops; it goes back to the queue.
    SHUTDOWN
  }

  private final String taskId;
  private final TaskKind kind;
  private final boolean recovered;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private @Nullable Task task;
  private @Nullable Thread worker;
  private @Nullable Stop stop;

  private Job(String taskId, TaskKind kind, @Nullable Task task, boolean recovered) {
    this.taskId = taskId;
    this.kind = kind;
    this.task = task;
    this.recovered = recovered;
  }

  /// For a task being submitted.
  ///
  /// @param kept the task itself while it is cheap to keep, else null: it is read again when its
  ///   turn comes
  static Job submitted(Task task, @Nullable Task kept) {
    return new Job(task.id(), task.kind(), kept, false);
  }

  /// For a task of an earlier run.
  static Job recovered(Task task) {
    return new Job(task.id(), task.kind(), null, true);
  }

  /// Whether it comes from an earlier run.
  boolean isRecovered() {
    return recovered;
  }

  String taskId() {
    return taskId;
  }

  TaskKind kind() {
    return kind;
  }

  /// Hands the kept task over, once.
  synchronized @Nullable Task takeTask() {
    var kept = task;
    task = null;
    return kept;
  }

  /// Work begins on the calling thread; false when it was stopped before.
  synchronized boolean begin() {
    if (stop != null) {
      return false;
    }
    worker = Thread.currentThread();
    return true;
  }

  synchronized boolean isWorking() {
    return worker != null;
  }

  /// Stops the job for `reason`; the first reason stays. Interrupts the worker if there is one.
  synchronized void stop(Stop reason) {
    if (stop == null) {
      stop = reason;
      if (worker != null) {
        worker.interrupt();
      }
    }
  }

  /// No interrupt reaches the worker from here on; one that has is cleared. Returns why it was
  /// stopped, if it was.
  synchronized @Nullable Stop settle() {
    if (worker != null) {
      worker = null;
      Thread.interrupted();
    }
    return stop;
  }

  /// Completes when the job has left the engine; its end, if it came to one, is committed then.
  CompletableFuture<Void> done() {
    return done;
  }
}
