package taskloom.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;
import taskloom.wire.TaskInput;
import taskloom.wire.TaskInputs;
import taskloom.wire.Texts;

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
    @Nullable String idempotencyKey) {
  private static final int MAX_TITLE = 60;
  private static final int MAX_DESCRIPTION = 1_000;

  /// A reasoning task about `input`, shown and searched by its words.
  public static NewTask reasoning(TaskInput input, @Nullable String idempotencyKey) {
    var words = input.words().strip();
    return new NewTask(
        TaskKind.REASONING,
        null,
        Texts.beginning(words.lines().findFirst().orElse(words), MAX_TITLE),
        Texts.beginning(words, MAX_DESCRIPTION),
        "custom",
        null,
        0,
        TaskInputs.bytes(input),
        idempotencyKey);
  }

  /// The task this becomes when `caller` submits it.
  Task pending(String id, Caller caller, Instant now) {
    return new Task(
        id,
        caller.owner(),
        caller.clientId(),
        kind,
        TaskStatus.PENDING,
        title,
        description,
        taskType,
        compTemplate,
        fileCount,
        false,
        input,
        null,
        null,
        0,
        TokenUsage.NONE,
        now,
        now,
        null,
        null);
  }

  /// A modeling task about a problem whose files are in place.
  ///
  /// @param id from [Tasks#newModelingId]
  /// @param title empty to take the problem's first line
  public static NewTask modeling(
      String id,
      String title,
      String problem,
      String taskType,
      String compTemplate,
      int fileCount,
      byte[] input) {
    var words = problem.strip();
    return new NewTask(
        TaskKind.MODELING,
        id,
        Texts.beginning(
            title.isEmpty() ? words.lines().findFirst().orElse(words) : title, MAX_TITLE),
        Texts.beginning(words, MAX_DESCRIPTION),
        taskType,
        compTemplate,
        fileCount,
        input,
        null);
  }
}
