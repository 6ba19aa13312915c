package taskloom.wire;

import java.nio.charset.StandardCharsets;
import taskloom.task.TaskEvent;

/// A stored message with its cursor put in: payloads are stored without `seq`, because the same
/// message counts differently for a task's watchers and for its client.
public final class Frames {
  private Frames() {}

  /// The message as watchers of its task get it: `seq` within the task, and `id`.
  public static byte[] ofTask(TaskEvent event) {
    return with(
        event.payload(),
        "\"seq\":" + event.seq() + ",\"id\":\"" + event.taskId() + ":" + event.seq() + "\"}");
  }

  /// The message as its client gets it: `seq` within the client.
  public static byte[] ofClient(TaskEvent event) {
    return with(event.payload(), "\"seq\":" + event.clientSeq() + "}");
  }

  private static byte[] with(byte[] object, String members) {
    boolean empty = object.length == 2;
    var tail = ((empty ? "" : ",") + members).getBytes(StandardCharsets.US_ASCII);
    var frame = new byte[object.length - 1 + tail.length];
    System.arraycopy(object, 0, frame, 0, object.length - 1);
    System.arraycopy(tail, 0, frame, object.length - 1, tail.length);
    return frame;
  }
}
