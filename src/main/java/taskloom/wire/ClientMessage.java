package taskloom.wire;

import org.jspecify.annotations.Nullable;

/// What a client may send over `/ws` (PulseWeave, "Client → server"). Validated; made by
/// [ClientMessages].
public sealed interface ClientMessage {
  /// The longest `request_id` and `idempotency_key`, in UTF-16 units.
  int MAX_KEY = 128;

  /// Echoed in the direct reply, or null.
  @Nullable String requestId();

  /// A new reasoning task.
  record SubmitTask(TaskInput input, @Nullable String idempotencyKey, @Nullable String requestId)
      implements ClientMessage {}

  /// Asks for one task's present state.
  record GetTaskStatus(String taskId, @Nullable String requestId) implements ClientMessage {}

  /// Asks for this client's tasks.
  record GetMyTasks(@Nullable String requestId) implements ClientMessage {}

  /// Asks for the server's figures.
  record GetStats(@Nullable String requestId) implements ClientMessage {}

  /// Heartbeat.
  record Ping(@Nullable String requestId) implements ClientMessage {}

  /// Ends a task before its own end.
  record CancelTask(String taskId, @Nullable String requestId) implements ClientMessage {}
}
