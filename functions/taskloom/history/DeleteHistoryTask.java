package taskloom.history;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `DELETE /history/tasks/{id}`: removes a task, its messages and its files; work on it ends.
public final class DeleteHistoryTask implements OwnedHandler {
  private final Tasks tasks;

  /// Deletes from `tasks`.
  public DeleteHistoryTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    tasks.delete(caller, Params.taskId(request));
    Answers.json(request, response, new Done("Task deleted"));
  }
}
