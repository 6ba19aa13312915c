package taskloom.pulse;

import java.time.Clock;
import taskloom.engine.Tasks;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage.TaskStatusUpdate;

/// `get_task_status`: answers with the task's present state.
public record GetTaskStatus(Tasks tasks, Clock clock) {
  void handle(ClientMessage.GetTaskStatus message, Client client) {
    var task = tasks.visible(client.caller(), message.taskId());
    client.reply(TaskStatusUpdate.of(task, clock.instant()), message.requestId());
  }
}
