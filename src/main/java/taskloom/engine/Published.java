package taskloom.engine;

import taskloom.task.TaskEvent;
import taskloom.wire.Frames;

/// A committed event on its way to its subscribers, encoded once however many they are. Encoded on
/// the committer thread, on first use; read from there or handed over safely by the subscribers'
/// queues.
public final class Published {
  private final TaskEvent event;
  private byte[] taskFrame = {};
  private byte[] clientFrame = {};

  /// For an event that has been committed.
  public Published(TaskEvent event) {
    this.event = event;
  }

  /// The event itself.
  public TaskEvent event() {
    return event;
  }

  /// The message as watchers of the task get it, with the task's `seq` (and `id`).
  public byte[] taskFrame() {
    if (taskFrame.length == 0) {
      taskFrame = Frames.ofTask(event);
    }
    return taskFrame;
  }

  /// The message as the task's client gets it, with the client's `seq`.
  public byte[] clientFrame() {
    if (clientFrame.length == 0) {
      clientFrame = Frames.ofClient(event);
    }
    return clientFrame;
  }
}
