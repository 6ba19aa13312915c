package taskloom.task;

import java.util.Locale;

/// The states of a task and the only place that says which may follow which (PulseWeave, "States").
public enum TaskStatus {
  PENDING,
  PROCESSING,
  COMPLETED,
  FAILED,
  CANCELLED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// The word used on the wire and in the store.
  public String word() {
    return word;
  }

  /// The status of a wire word.
  ///
  /// @throws IllegalArgumentException for any other word
  public static TaskStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// Whether a task in this state has ended; nothing follows it.
  public boolean isFinal() {
    return switch (this) {
      case PENDING, PROCESSING -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }

  /// Whether `next` may follow this state. `PROCESSING` may follow itself (a second attempt after a
  /// restart) and may go back to `PENDING` (handed back when the server stops).
  public boolean canBecome(TaskStatus next) {
    return switch (this) {
      case PENDING -> next != PENDING && next != COMPLETED;
      case PROCESSING -> true;
      case COMPLETED, FAILED, CANCELLED -> false;
    };
  }
}
