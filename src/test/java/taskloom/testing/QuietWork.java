package taskloom.testing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskloom.engine.TaskWork;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// Work that tells nothing of its own accord.
public interface QuietWork extends TaskWork {
  @Override
  default List<EventDraft> submitted(Task task) {
    return List.of();
  }

  @Override
  default List<EventDraft> started(Task task, Instant at) {
    return List.of();
  }

  @Override
  default List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    return List.of();
  }
}
