package taskloom.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that happens to a task. Applied in the order given, many in one transaction; its
/// events are stored in the same transaction, or not at all when the change is refused.
public sealed interface Change {
  /// The task it happens to.
  String taskId();

  /// The messages that tell of it.
  List<EventDraft> events();

  /// A new task. A second one with the same `idempotencyKey` (already scoped to its owner or
  /// client) is not stored.
  record Submit(Task task, @Nullable String idempotencyKey, List<EventDraft> events)
      implements Change {
    @Override
    public String taskId() {
      return task.id();
    }
  }

  /// Work begins: `PENDING` or, after a restart, `PROCESSING` becomes `PROCESSING`, and the
  /// attempts go up by one. The events are stored, and `startedAt` is set, the first time only, so
  /// that a client is told `processing` once, even when the first attempt was handed back.
  record Start(String taskId, Instant at, List<EventDraft> events) implements Change {}

  /// The task ends in `status` (final). Refused when it has ended already. `usage` is the whole of
  /// the tokens used; `NONE` leaves what the last checkpoint counted.
  record Finish(
      String taskId,
      TaskStatus status,
      Instant at,
      byte @Nullable [] result,
      @Nullable String error,
      TokenUsage usage,
      List<EventDraft> events)
      implements Change {}

  /// A task in work goes back to the queue, because the server stops; the attempt does not count.
  record HandBack(String taskId, Instant at) implements Change {
    @Override
    public List<EventDraft> events() {
      return List.of();
    }
  }

  /// The process before this one died with these tasks at work. Each goes back to the queue as a
  /// suspect; the attempt counts where it is to blame. All of them in one transaction, so that a
  /// process which dies over it leaves them as they were. What is no longer at work stays as it is.
  record Recover(Instant at, List<Suspect> suspects) implements Change {
    /// A task that was at work when the process died.
    ///
    /// @param suspicion what it is suspected of from now on
    /// @param counts whether its attempt counts
    public record Suspect(String taskId, Suspicion suspicion, boolean counts) {}

    @Override
    public String taskId() {
      return "";
    }

    @Override
    public List<EventDraft> events() {
      return List.of();
    }
  }

  /// A suspect has worked for a while and nothing has happened: it is on trial no longer. How often
  /// the process has died with it stays known until it gets on or ends.
  record Acquit(String taskId) implements Change {
    @Override
    public List<EventDraft> events() {
      return List.of();
    }
  }

  /// Messages of a task at work; its state stays. Refused when it has ended.
  record Tell(String taskId, List<EventDraft> events) implements Change {}

  /// A finished part of a task at work, kept under `name` so that a restart goes on after it, with
  /// the messages that tell of it and the tokens used so far. Replaces an earlier one of that name.
  /// The attempt at work becomes the first one at what comes next, and the task is no suspect any
  /// more. Refused when the task has ended.
  record Checkpoint(
      String taskId, String name, byte[] data, TokenUsage usage, List<EventDraft> events)
      implements Change {}

  /// What a task at work has used so far, kept under `name` beside its checkpoints. No part is
  /// finished with it: the attempts stay as they are, so that work which only uses comes to an end.
  /// Replaces an earlier one of that name. Refused when the task has ended.
  record Account(String taskId, String name, byte[] data, TokenUsage usage) implements Change {
    @Override
    public List<EventDraft> events() {
      return List.of();
    }
  }

  /// New title or description (null leaves it), or pin. Allowed in every state.
  record Edit(
      String taskId,
      Instant at,
      @Nullable String title,
      @Nullable String description,
      @Nullable Boolean pinned,
      @Nullable Integer fileCount)
      implements Change {
    @Override
    public List<EventDraft> events() {
      return List.of();
    }
  }

  /// Removes the task, its messages and its checkpoints. Allowed in every state.
  record Delete(String taskId) implements Change {
    @Override
    public List<EventDraft> events() {
      return List.of();
    }
  }
}
