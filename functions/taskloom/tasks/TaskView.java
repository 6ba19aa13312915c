package taskloom.tasks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TokenUsage;

/// A task as `/tasks` shows it: the fields of `my_tasks` (PulseWeave), and what else is known.
/// Times are seconds since the epoch with a fraction.
///
/// @param attempts how often work has begun since its last finished part
/// @param result only of a completed task
/// @param error only of a failed one
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskView(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("kind") String kind,
    @JsonProperty("status") String status,
    @JsonProperty("title") String title,
    @JsonProperty("created_at") BigDecimal createdAt,
    @JsonProperty("updated_at") BigDecimal updatedAt,
    @JsonProperty("started_at") @Nullable BigDecimal startedAt,
    @JsonProperty("completed_at") @Nullable BigDecimal completedAt,
    @JsonProperty("attempts") int attempts,
    @JsonProperty("result") @JsonRawValue @Nullable String result,
    @JsonProperty("error") @Nullable String error,
    @JsonProperty("usage") Usage usage) {

  /// Tokens the model API counted.
  record Usage(
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("completion_tokens") long completionTokens,
      @JsonProperty("total_tokens") long totalTokens) {
    static Usage of(TokenUsage usage) {
      return new Usage(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
    }
  }

  static TaskView of(Task task) {
    var result = task.result();
    return new TaskView(
        task.id(),
        task.kind().word(),
        task.status().word(),
        task.title(),
        seconds(task.createdAt()),
        seconds(task.updatedAt()),
        optionalSeconds(task.startedAt()),
        optionalSeconds(task.completedAt()),
        task.attempts(),
        result == null ? null : new String(result, StandardCharsets.UTF_8),
        task.error(),
        Usage.of(task.usage()));
  }

  private static @Nullable BigDecimal optionalSeconds(@Nullable Instant time) {
    return time == null ? null : seconds(time);
  }

  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }
}
