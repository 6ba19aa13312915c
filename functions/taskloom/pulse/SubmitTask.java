package taskloom.pulse;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Commits;
import taskloom.engine.NewTask;
import taskloom.engine.Submission;
import taskloom.engine.Tasks;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage;
import taskloom.wire.ServerMessage.TaskStatusUpdate;

/// `submit_task`: answers `task_submitted` once the task is stored, before any update of it. A
/// repeated idempotency key is answered the same way with the first task; if that has ended, its
/// end is told again, since no update of it will come.
public record SubmitTask(Tasks tasks, Clock clock) {
  void handle(ClientMessage.SubmitTask message, Client client) {
    var task = NewTask.reasoning(message.input(), message.idempotencyKey());
    client.replyLater(answered -> {
      var _ =
          tasks.submit(
              client.caller(),
              task,
              (submission, failure) -> {
                answer(client, message.requestId(), submission, failure);
                answered.run();
              });
    });
  }

  private void answer(
      Client client,
      @Nullable String requestId,
      @Nullable Submission submission,
      @Nullable Throwable failure) {
    if (submission == null) {
      client.reply(ServerMessage.ErrorMessage.of(Commits.refusal(failure)), requestId);
      return;
    }
    var task = submission.task();
    client.reply(new ServerMessage.TaskSubmitted(task.id(), task.createdAt()), requestId);
    if (submission.repeated() && task.status().isFinal()) {
      client.reply(TaskStatusUpdate.of(task, clock.instant()), requestId);
    }
  }
}
