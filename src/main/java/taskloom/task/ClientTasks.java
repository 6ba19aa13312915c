package taskloom.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest tasks of a client, newest first.
///
/// @param more whether there are older ones, left out for a bound
public record ClientTasks(List<Item> tasks, boolean more) {
  /// A task as its client's list shows it.
  ///
  /// @param result a JSON object in UTF-8, of a completed task
  /// @param error the sentence of a failed task
  public record Item(
      String id,
      TaskStatus status,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant completedAt,
      byte @Nullable [] result,
      @Nullable String error) {}
}
