package taskloom.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskloom.model.AnalysisFailure;
import taskloom.model.Analyst;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.wire.Json;
import taskloom.wire.ServerMessage;
import taskloom.wire.ServerMessages;
import taskloom.wire.TaskInputs;

/// A reasoning task: its input goes to the analyst, and every change of state is told in
/// PulseWeave's words. `task_submitted` is stored with the task but not pushed: its submitter gets
/// it as the direct reply.
///
/// @param analyst who answers
public record ReasoningWork(Analyst analyst) implements TaskWork {
  @Override
  public List<EventDraft> submitted(Task task) {
    var at = task.createdAt();
    var message = new ServerMessage.TaskSubmitted(task.id(), at);
    return List.of(new EventDraft("task_submitted", ServerMessages.encode(message), at, false));
  }

  @Override
  public List<EventDraft> started(Task task, Instant at) {
    return update(task, TaskStatus.PROCESSING, null, null, at);
  }

  @Override
  public Outcome run(Task task, TaskLog log) throws InterruptedException {
    try {
      var answer = analyst.analyse(TaskInputs.parse(task.input()));
      return new Outcome.Completed(
          Json.bytes(answer.analysis()), task.usage().plus(answer.usage()));
    } catch (AnalysisFailure failure) {
      return new Outcome.Failed(failure.sentence(), task.usage().plus(failure.usage()));
    }
  }

  @Override
  public List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    return update(task, status, result, error, at);
  }

  private static List<EventDraft> update(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    var message = new ServerMessage.TaskStatusUpdate(task.id(), status, at, result, error);
    return List.of(new EventDraft("task_status_update", ServerMessages.encode(message), at, true));
  }
}
