package taskloom.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.task.ClientTasks;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// What this server sends over `/ws` (PulseWeave, "Server → client"). [ServerMessages] writes them.
public sealed interface ServerMessage {
  /// The first message of a connection.
  ///
  /// @param resumed whether the client id is the one the client came with
  record ConnectionEstablished(String clientId, boolean resumed, Instant at)
      implements ServerMessage {}

  /// A submission is stored.
  record TaskSubmitted(String taskId, Instant at) implements ServerMessage {}

  /// A task's state: pushed when it changes, and the answer to `get_task_status`.
  ///
  /// @param result a JSON object in UTF-8, with [TaskStatus#COMPLETED]
  /// @param error a sentence, with [TaskStatus#FAILED]
  record TaskStatusUpdate(
      String taskId,
      TaskStatus status,
      Instant at,
      byte @Nullable [] result,
      @Nullable String error)
      implements ServerMessage {
    /// The state `task` is in.
    public static TaskStatusUpdate of(Task task, Instant at) {
      return new TaskStatusUpdate(task.id(), task.status(), at, task.result(), task.error());
    }
  }

  /// The client's tasks, newest first, as many as fit.
  record MyTasks(ClientTasks tasks) implements ServerMessage {}

  /// Counts over all owners.
  ///
  /// @param activeTasks at work
  /// @param queueSize waiting
  record Stats(
      long activeConnections,
      long totalTasks,
      long activeTasks,
      long completedTasks,
      long failedTasks,
      long queueSize)
      implements ServerMessage {
    /// From the number of tasks in each state.
    public static Stats of(long activeConnections, Map<TaskStatus, Long> totals) {
      return new Stats(
          activeConnections,
          totals.values().stream().mapToLong(Long::longValue).sum(),
          totals.getOrDefault(TaskStatus.PROCESSING, 0L),
          totals.getOrDefault(TaskStatus.COMPLETED, 0L),
          totals.getOrDefault(TaskStatus.FAILED, 0L),
          totals.getOrDefault(TaskStatus.PENDING, 0L));
    }
  }

  /// The answer to `ping`.
  record Pong(Instant at) implements ServerMessage {}

  /// A request that was refused.
  record ErrorMessage(ErrorCode code, String message, @Nullable Duration retryAfter)
      implements ServerMessage {
    /// The answer to what `refusal` is about.
    public static ErrorMessage of(Refusal refusal) {
      return new ErrorMessage(refusal.code(), refusal.sentence(), refusal.retryAfter());
    }
  }
}
