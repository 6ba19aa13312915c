package taskloom.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;

/// TASK as the history's routes show it (MathModelAgent, "History"). Times are ISO 8601 in UTC.
///
/// @param compTemplate null but for modeling
/// @param kind ours: `reasoning` or `modeling`
record HistoryTask(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("title") String title,
    @JsonProperty("description") String description,
    @JsonProperty("task_type") String taskType,
    @JsonProperty("comp_template") @Nullable String compTemplate,
    @JsonProperty("status") String status,
    @JsonProperty("file_count") int fileCount,
    @JsonProperty("pinned") boolean pinned,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt,
    @JsonProperty("kind") String kind) {
  static HistoryTask of(Task task) {
    return new HistoryTask(
        task.id(),
        task.title(),
        task.description(),
        task.taskType(),
        task.compTemplate(),
        task.status().word(),
        task.fileCount(),
        task.pinned(),
        iso(task.createdAt()),
        iso(task.updatedAt()),
        task.kind().word());
  }

  private static String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
