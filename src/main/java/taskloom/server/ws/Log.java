package taskloom.server.ws;

import java.util.List;
import taskloom.engine.Hub;
import taskloom.engine.Published;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStore;

/// A numbered sequence of stored events that a session can follow: a client's updates, or a task's
/// messages.
public interface Log {
  /// The event's number in this log: 1, 2, 3, …
  long seq(TaskEvent event);

  /// The event as its readers get it.
  byte[] frame(Published event);

  /// Stored events with `after < seq <= upTo`, in order; fewer than `limit` only when there are no
  /// more. Where no direct reply has to come before an event it may go past `upTo`. Reads the
  /// store.
  List<TaskEvent> read(long after, long upTo, int limit);

  /// The number of the newest stored event, 0 for none. Reads the store.
  long newest();

  /// Tells `subscriber` of events from now on.
  Hub.Subscription subscribe(Hub.Subscriber subscriber);

  /// Whether nothing may come after this event. Quick: for the committer thread.
  default boolean mayBeLast(TaskEvent event) {
    return false;
  }

  /// Whether nothing more will be stored. Reads the store.
  default boolean isOver() {
    return false;
  }

  /// The updates of a client, which never end.
  record OfClient(TaskStore store, Hub hub, String clientId) implements Log {
    @Override
    public long seq(TaskEvent event) {
      return event.clientSeq();
    }

    @Override
    public byte[] frame(Published event) {
      return event.clientFrame();
    }

    @Override
    public List<TaskEvent> read(long after, long upTo, int limit) {
      return store.clientEvents(clientId, after, upTo, limit);
    }

    @Override
    public long newest() {
      return store.lastClientSeq(clientId);
    }

    @Override
    public Hub.Subscription subscribe(Hub.Subscriber subscriber) {
      return hub.ofClient(clientId, subscriber);
    }
  }

  /// The messages of a task, over when the task has ended or is gone.
  record OfTask(TaskStore store, Hub hub, String taskId) implements Log {
    @Override
    public long seq(TaskEvent event) {
      return event.seq();
    }

    @Override
    public byte[] frame(Published event) {
      return event.taskFrame();
    }

    @Override
    public List<TaskEvent> read(long after, long upTo, int limit) {
      return store.events(taskId, after, limit);
    }

    @Override
    public long newest() {
      return store.lastSeq(taskId);
    }

    @Override
    public Hub.Subscription subscribe(Hub.Subscriber subscriber) {
      return hub.ofTask(taskId, subscriber);
    }

    @Override
    public boolean mayBeLast(TaskEvent event) {
      return switch (event.type()) {
        case "success", "error", "system", "task_status_update" -> true;
        default -> false;
      };
    }

    @Override
    public boolean isOver() {
      return store.find(taskId).map(task -> task.status().isFinal()).orElse(true);
    }
  }
}
