package taskloom.task;

import java.time.Instant;
import java.util.regex.Pattern;
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
///   it counted; one handed back is not, nor one during which the process died with many at work
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
  private static final Pattern ID =
      Pattern.compile(
          "\\d{8}-\\d{6}-[0-9a-f]{8}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// Whether a text from outside can be a task's id; anything else names no task and need not be
  /// looked up.
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

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
