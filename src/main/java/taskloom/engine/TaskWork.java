package taskloom.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// What tasks of one kind do, and the messages that tell of it. One instance serves all tasks of
/// the kind from many threads.
public interface TaskWork {
  /// The messages stored with the submission.
  List<EventDraft> submitted(Task task);

  /// The messages stored when the first attempt begins. Called on the submitter's or worker's
  /// thread; quick.
  List<EventDraft> started(Task task, Instant at);

  /// Does the work on the calling thread, for modeling a platform thread. Anything but
  /// [InterruptedException] that it throws fails the task with a general sentence and is logged.
  ///
  /// @throws InterruptedException when the task is cancelled, out of time, or handed back because
  ///   the server stops; what happens next is the caller's business
  Outcome run(Task task, TaskLog log) throws InterruptedException;

  /// The messages stored with the end of a task: `result` for [TaskStatus#COMPLETED], `error` for
  /// [TaskStatus#FAILED].
  List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at);

  /// The `error` of a task that the engine gives up. Quick.
  default String error(Task task, GivenUp why) {
    return why.sentence();
  }

  /// A task was deleted and no longer is at work: removes what was kept of it outside the store.
  /// Called on a virtual thread.
  default void deleted(Task task) {}

  /// How work on a task came to its own end.
  sealed interface Outcome {
    /// Tokens used, this attempt's and those of checkpoints before it.
    TokenUsage usage();

    /// It succeeded; `result` is a JSON object in UTF-8.
    record Completed(byte[] result, TokenUsage usage) implements Outcome {}

    /// It failed, in one sentence for the client.
    record Failed(String error, TokenUsage usage) implements Outcome {}
  }
}
