package taskloom.history;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `GET /history/tasks/{id}`: one task of the history.
public final class GetHistoryTask implements OwnedHandler {
  private final Tasks tasks;

  /// Looks up in `tasks`.
  public GetHistoryTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var task = tasks.visible(caller, Params.taskId(request));
    Answers.json(request, response, HistoryTask.of(task));
  }
}
