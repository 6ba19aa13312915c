package taskloom.engine;

import java.util.List;
import java.util.Map;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;

/// A task's log that waits for each commit.
record StoredLog(TaskStore store, String taskId) implements TaskLog {
  @Override
  public void tell(List<EventDraft> events) throws InterruptedException {
    settle(new Change.Tell(taskId, events));
  }

  @Override
  public void checkpoint(String name, byte[] data, TokenUsage usage, List<EventDraft> events)
      throws InterruptedException {
    settle(new Change.Checkpoint(taskId, name, data, usage, events));
  }

  @Override
  public void account(String name, byte[] data, TokenUsage usage) throws InterruptedException {
    settle(new Change.Account(taskId, name, data, usage));
  }

  @Override
  public Map<String, byte[]> checkpoints() {
    return store.checkpoints(taskId);
  }

  private void settle(Change change) throws InterruptedException {
    switch (Commits.await(store.apply(change))) {
      case Applied.Done _, Applied.Existing _ -> {}
      case Applied.Refused _, Applied.Unknown _ ->
          throw new InterruptedException("the task has ended");
    }
  }
}
