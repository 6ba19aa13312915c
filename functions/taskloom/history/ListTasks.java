package taskloom.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.Invalid;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;

/// `GET /history/tasks`: the owner's tasks, newest first, filtered by `task_type`, `pinned_only`,
/// `kind`, `status`, `q`, `created_after`, `created_before`; `limit` to a page, the next one after
/// `cursor`.
public final class ListTasks implements OwnedHandler {
  private static final List<String> TYPES = List.of("custom", "example");
  private static final List<String> KINDS = words(TaskKind.values(), TaskKind::word);
  private static final List<String> STATUSES = words(TaskStatus.values(), TaskStatus::word);
  private static final int MAX_TEXT = 200;
  private static final int MAX_CURSOR = 1_000;

  private record Page(
      long total,
      List<HistoryTask> tasks,
      @JsonProperty("next_cursor") @Nullable String nextCursor) {}

  private final Tasks tasks;

  /// Lists from `tasks`.
  public ListTasks(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var page = page(query(caller, request));
    var shown = page.tasks().stream().map(HistoryTask::of).toList();
    Answers.json(request, response, new Page(page.total(), shown, page.nextCursor()));
  }

  private static TaskQuery query(Caller caller, ServerRequest request) {
    return new TaskQuery(
        caller.owner(),
        Params.word(request, "kind", KINDS, TaskKind::of).orElse(null),
        Params.word(request, "status", STATUSES, TaskStatus::of).orElse(null),
        Params.word(request, "task_type", TYPES, Function.identity()).orElse(null),
        Params.flag(request, "pinned_only"),
        Params.text(request, "q", MAX_TEXT).orElse(null),
        Params.time(request, "created_after").orElse(null),
        Params.time(request, "created_before").orElse(null),
        Params.text(request, "cursor", MAX_CURSOR).orElse(null),
        (int) Params.number(request, "limit", 50, 1, 200));
  }

  private TaskPage page(TaskQuery query) {
    try {
      return tasks.page(query);
    } catch (Refusal refusal) {
      if (refusal.code() == ErrorCode.INVALID_REQUEST) {
        throw new Invalid("query", "cursor", refusal.sentence(), "value_error");
      }
      throw refusal;
    }
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).toList();
  }
}
