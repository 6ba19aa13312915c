package taskloom.modeling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import taskloom.agents.ModelingRequest;
import taskloom.engine.Caller;
import taskloom.engine.Commits;
import taskloom.engine.NewTask;
import taskloom.engine.Tasks;
import taskloom.runner.Intake;
import taskloom.runner.Workspaces;

/// Takes modeling tasks in: first the files, then the task. One that is refused leaves no folder
/// behind. Safe from any thread.
public final class Reception {
  /// What an accepted submission is answered with.
  record Accepted(@JsonProperty("task_id") String taskId, String status) {}

  /// What is to be done, once its files are in place.
  record Order(ModelingRequest request, String title, String taskType) {}

  /// Puts the files in place.
  @FunctionalInterface
  interface Delivery {
    Order into(Intake intake) throws IOException;
  }

  private final Tasks tasks;
  private final Workspaces workspaces;

  /// @param workspaces where the files go
  public Reception(Tasks tasks, Workspaces workspaces) {
    this.tasks = tasks;
    this.workspaces = workspaces;
  }

  /// Takes one in; waits for the commit.
  Accepted take(Caller caller, Delivery delivery) throws IOException, InterruptedException {
    var id = tasks.newModelingId();
    var keep = false;
    try {
      var draft = draft(caller, id, delivery);
      Commits.await(tasks.submit(caller, draft));
      keep = true;
      return new Accepted(id, "processing");
    } catch (InterruptedException e) {
      // Nobody knows whether it was taken: if it was not, the next start clears up.
      keep = true;
      throw e;
    } finally {
      if (!keep) {
        workspaces.delete(id);
      }
    }
  }

  private NewTask draft(Caller caller, String id, Delivery delivery) throws IOException {
    var workspace = workspaces.open(id);
    Order order;
    try (var intake = workspace.intake(caller.owner())) {
      order = delivery.into(intake);
    }
    var request = order.request();
    return NewTask.modeling(
        id,
        order.title(),
        request.quesAll(),
        order.taskType(),
        request.compTemplate().name(),
        workspace.list().size(),
        request.toInput());
  }
}
