package taskloom.history;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.Bodies;
import taskloom.server.Invalid;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `POST /history/tasks/{id}/pin` `{"pinned":bool}`: marks a task, for `pinned_only` lists.
public final class PinTask implements OwnedHandler {
  private record Pinned(boolean success, boolean pinned) {}

  private final Tasks tasks;

  /// Edits in `tasks`.
  public PinTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    var id = Params.taskId(request);
    var pinned = Bodies.object(request).path("pinned");
    if (!pinned.isBoolean()) {
      throw pinned.isMissingNode()
          ? new Invalid("body", "pinned", "is required", "missing")
          : new Invalid("body", "pinned", "must be true or false", "bool_type");
    }
    tasks.edit(caller, id, null, null, pinned.booleanValue(), null);
    Answers.json(request, response, new Pinned(true, pinned.booleanValue()));
  }
}
