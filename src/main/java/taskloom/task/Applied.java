package taskloom.task;

/// What became of a [Change], known after the commit.
public sealed interface Applied {
  /// It is stored.
  record Done() implements Applied {}

  /// A task with the same idempotency key exists; `task` is that first one. Nothing was stored.
  /// Whether its input is the same is for the caller to compare.
  record Existing(Task task) implements Applied {}

  /// The task's state does not allow it (it has ended, or has not begun). Nothing was stored.
  record Refused(TaskStatus status) implements Applied {}

  /// There is no such task. Nothing was stored.
  record Unknown() implements Applied {}

  /// The one instance of [Done] most callers need.
  Done DONE = new Done();
}
