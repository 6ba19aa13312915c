package taskloom.agents;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import taskloom.task.EventDraft;
import taskloom.wire.StreamMessage;
import taskloom.wire.StreamMessage.AgentMessage;
import taskloom.wire.StreamMessage.CodeExecutionMessage;
import taskloom.wire.StreamMessage.ProgressMessage;
import taskloom.wire.StreamMessage.StepMessage;
import taskloom.wire.StreamMessage.SystemMessage;
import taskloom.wire.StreamMessages;

/// The stream's messages as drafts, stamped now.
public record Messages(Clock clock) {
  EventDraft agent(AgentRole role, String status, String content) {
    return draft(new AgentMessage(role.wireName(), status, content));
  }

  EventDraft step(String name, int index, int total, Desk.StepStatus status, String content) {
    return draft(
        new StepMessage(name, index, total, status.name().toLowerCase(Locale.ROOT), content));
  }

  EventDraft cell(Cell cell) {
    return draft(
        new CodeExecutionMessage(
            cell.code(), cell.output(), cell.error(), cell.seconds(), cell.figures()));
  }

  /// How far the work is.
  public EventDraft progress(double progress, String stage, String message) {
    return draft(new ProgressMessage(progress, stage, message));
  }

  /// A word about the task as a whole.
  public EventDraft system(String content) {
    return draft(new SystemMessage(content));
  }

  /// The last message of a task that failed.
  public EventDraft error(ModelingFailure failure) {
    return draft(
        new StreamMessage.ErrorMessage(
            failure.type().wireName(), failure.sentence(), failure.details()));
  }

  /// The last message of a task that succeeded.
  public EventDraft success(String content, List<String> files) {
    return draft(new StreamMessage.CompletionMessage(content, files));
  }

  private EventDraft draft(StreamMessage message) {
    return StreamMessages.draft(message, clock.instant());
  }
}
