package taskloom.stream;

import java.time.Clock;
import taskloom.engine.Caller;
import taskloom.engine.Hub;
import taskloom.engine.Tasks;
import taskloom.server.ws.Conversation;
import taskloom.server.ws.Log;
import taskloom.server.ws.Upgrade;
import taskloom.task.Task;
import taskloom.task.TaskStore;

/// `WS /task/{task_id}?after=SEQ`: every message of a task, the stored ones first (past the cursor,
/// if there is one), then live ones; 1000 after the last message of a task that has ended. An id
/// that names no task of this owner is closed with 1008, as the published interface has it. Tasks
/// of every kind can be watched, by any number of clients.
///
/// @param tasks who may watch what
/// @param store for messages told before
/// @param hub for those to come
public record WatchTask(Tasks tasks, TaskStore store, Hub hub, Clock clock) {
  /// The endpoint's side of a connection that is about to be upgraded.
  public Conversation open(Upgrade upgrade) {
    var path = upgrade.path();
    return new Watch(this, upgrade, path.substring(path.lastIndexOf('/') + 1));
  }

  boolean maySee(String owner, String taskId) {
    return Task.isId(taskId) && tasks.find(new Caller(owner, null), taskId).isPresent();
  }

  Log messages(String taskId) {
    return new Log.OfTask(store, hub, taskId);
  }
}
