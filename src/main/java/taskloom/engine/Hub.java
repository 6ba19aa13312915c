package taskloom.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStore;

/// Tells of every committed event: to those who watch its task and to those who are its client.
/// Called by the store's committer thread, one event after the other, so each subscriber sees a
/// task's and a client's events in order; what a subscriber missed before it came it reads from the
/// store.
public final class Hub implements TaskStore.Listener {
  private static final Logger LOG = Logger.getLogger(Hub.class.getName());

  /// Hears of events on the committer thread: must be quick and must not block.
  public interface Subscriber {
    /// One committed event, shared by all who hear of it.
    void published(Published event);

    /// The watched task was deleted; nothing more will come.
    default void deleted() {}
  }

  /// Ends a subscription; harmless when repeated.
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private final ConcurrentHashMap<String, CopyOnWriteArrayList<Subscriber>> byTask =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CopyOnWriteArrayList<Subscriber>> byClient =
      new ConcurrentHashMap<>();

  /// Tells `subscriber` of the events of one task from now on.
  public Subscription ofTask(String taskId, Subscriber subscriber) {
    return subscribe(byTask, taskId, subscriber);
  }

  /// Tells `subscriber` of the updates of one client from now on.
  public Subscription ofClient(String clientId, Subscriber subscriber) {
    return subscribe(byClient, clientId, subscriber);
  }

  @Override
  public void committed(TaskEvent event) {
    var watchers = byTask.get(event.taskId());
    var clientId = event.clientId();
    var clients = clientId == null || event.clientSeq() == 0 ? null : byClient.get(clientId);
    if (watchers == null && clients == null) {
      return;
    }
    var published = new Published(event);
    if (watchers != null) {
      watchers.forEach(each -> publish(each, published));
    }
    if (clients != null) {
      clients.forEach(each -> publish(each, published));
    }
  }

  /// Tells the watchers of a task that it was deleted.
  void deleted(String taskId) {
    var watchers = byTask.get(taskId);
    if (watchers != null) {
      watchers.forEach(Subscriber::deleted);
    }
  }

  private static void publish(Subscriber subscriber, Published event) {
    try {
      subscriber.published(event);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(Level.WARNING, "a subscriber failed", e);
    }
  }

  private static Subscription subscribe(
      ConcurrentHashMap<String, CopyOnWriteArrayList<Subscriber>> map,
      String key,
      Subscriber subscriber) {
    map.compute(
        key,
        (_, list) -> {
          var subscribers = list == null ? new CopyOnWriteArrayList<Subscriber>() : list;
          subscribers.add(subscriber);
          return subscribers;
        });
    return () ->
        map.computeIfPresent(
            key,
            (_, list) -> {
              list.remove(subscriber);
              return list.isEmpty() ? null : list;
            });
  }
}
