package taskloom.history;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.EventPages;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `GET /history/tasks/{id}/events`: the stored messages of a task, in order.
public final class GetHistoryEvents implements OwnedHandler {
  private final Tasks tasks;
  private final EventPages pages;

  /// Reads pages of tasks in `tasks`.
  public GetHistoryEvents(Tasks tasks, EventPages pages) {
    this.tasks = tasks;
    this.pages = pages;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var task = tasks.visible(caller, Params.taskId(request));
    Answers.json(request, response, Status.OK_200, pages.read(request, task.id()));
  }
}
