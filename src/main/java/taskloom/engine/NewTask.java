package taskloom.engine;

import org.jspecify.annotations.Nullable;
import taskloom.task.TaskKind;

/// A task as its submitter describes it, validated.
///
/// @param id null to have one made
/// @param input a JSON object in UTF-8, kept as given and handed to the [TaskWork] of its kind
/// @param idempotencyKey the caller's own key, not yet scoped; the same key from the same caller
///   gives the first task again
public record NewTask(
    TaskKind kind,
    @Nullable String id,
    String title,
    String description,
    String taskType,
    @Nullable String compTemplate,
    int fileCount,
    byte[] input,
    @Nullable String idempotencyKey) {}
