package taskloom.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A task as the history keeps it. `input` and `result` are JSON objects in UTF-8, stored as given;
/// treat the arrays as immutable.
///
/// @param id `yyyyMMdd-HHmmss-xxxxxxxx` for modeling, a time-ordered UUID for reasoning
/// @param owner whose task it is: the name beside the API key, or `local`
/// @param clientId the PulseWeave client that submitted it, or null when it came over HTTP
/// @param title what lists show; `description` is searched with it
/// @param taskType `custom` or `example`
/// @param compTemplate `CHINA` or `AMERICAN` for modeling, else null
/// @param attempts how often work has begun since its last finished part, the attempt that finished
///   it counted; one handed back is not
/// @param error the sentence of a failed task, else null
public record Task(
    String id,
    String owner,
    @Nullable String clientId,
    TaskKind kind,
    TaskStatus status,
    String title,
    String description,
    String taskType,
    @Nullable String compTemplate,
    int fileCount,
    boolean pinned,
    byte[] input,
    byte @Nullable [] result,
    @Nullable String error,
    int attempts,
    TokenUsage usage,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt) {
  /// This task as it is after being cancelled at `at`.
  public Task cancelled(Instant at) {
    return new Task(
        id,
        owner,
        clientId,
        kind,
        TaskStatus.CANCELLED,
        title,
        description,
        taskType,
        compTemplate,
        fileCount,
        pinned,
        input,
        null,
        null,
        attempts,
        usage,
        createdAt,
        at,
        startedAt,
        at);
  }
}
