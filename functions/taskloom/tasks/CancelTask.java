package taskloom.tasks;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.engine.Caller;
import taskloom.engine.Commits;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `POST /tasks/{id}/cancel`: ends a task that waits or is at work; answers with it as it is then.
/// Cancelling twice changes nothing; a task that has ended otherwise is `task_not_cancellable`.
public final class CancelTask implements OwnedHandler {
  private final Tasks tasks;

  /// Cancels in `tasks`.
  public CancelTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    var task = Commits.await(tasks.cancel(caller, Params.taskId(request)));
    Answers.json(request, response, TaskView.of(task));
  }
}
