package taskloom.pulse;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Commits;
import taskloom.engine.Tasks;
import taskloom.task.Task;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage;
import taskloom.wire.ServerMessage.TaskStatusUpdate;

/// `cancel_task`: ends a task before its own end. Every client of the task is told by the pushed
/// update, the one that asked as well; a direct reply comes beside it only where it says more: it
/// carries the `request_id` if there was one, and it answers for a task that was cancelled before.
public record CancelTask(Tasks tasks, Clock clock) {
  void handle(ClientMessage.CancelTask message, Client client) {
    var before = tasks.visible(client.caller(), message.taskId());
    var needsReply = message.requestId() != null || before.status().isFinal();
    client.replyLater(answered -> {
      var _ =
          tasks
              .cancel(client.caller(), message.taskId())
              .whenComplete((task, failure) -> {
                answer(client, message.requestId(), needsReply, task, failure);
                answered.run();
              });
    });
  }

  private void answer(
      Client client,
      @Nullable String requestId,
      boolean needsReply,
      @Nullable Task task,
      @Nullable Throwable failure) {
    if (task == null) {
      client.reply(ServerMessage.ErrorMessage.of(Commits.refusal(failure)), requestId);
    } else if (needsReply) {
      client.reply(TaskStatusUpdate.of(task, clock.instant()), requestId);
    }
  }
}
