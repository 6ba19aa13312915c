package taskloom.modeling;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.engine.GivenUp;
import taskloom.engine.TaskLog;
import taskloom.engine.TaskWork;
import taskloom.runner.Workspaces;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;

/// Work after which the history knows how many files the task has: its code and its paper make
/// more.
public record CountedWork(TaskWork work, Workspaces workspaces, TaskStore store, Clock clock)
    implements TaskWork {
  private static final Logger LOG = Logger.getLogger(CountedWork.class.getName());

  @Override
  public List<EventDraft> submitted(Task task) {
    return work.submitted(task);
  }

  @Override
  public List<EventDraft> started(Task task, Instant at) {
    return work.started(task, at);
  }

  @Override
  public Outcome run(Task task, TaskLog log) throws InterruptedException {
    try {
      return work.run(task, log);
    } finally {
      count(task.id());
    }
  }

  @Override
  public List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    return work.ended(task, status, result, error, at);
  }

  @Override
  public String error(Task task, GivenUp why) {
    return work.error(task, why);
  }

  @Override
  public void deleted(Task task) {
    work.deleted(task);
  }

  /// Stored before the task's end is, since changes are stored in the order given.
  private void count(String taskId) {
    try {
      var folder = workspaces.find(taskId);
      if (folder.isPresent()) {
        var files = folder.get().list().size();
        var _ = store.apply(new Change.Edit(taskId, clock.instant(), null, null, null, files));
      }
    } catch (IOException | Refusal e) {
      LOG.log(Level.WARNING, "the files of task " + taskId + " could not be counted", e);
    }
  }
}
