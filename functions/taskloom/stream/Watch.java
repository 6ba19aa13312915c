package taskloom.stream;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskloom.server.ws.CloseCodes;
import taskloom.server.ws.Conversation;
import taskloom.server.ws.Session;
import taskloom.server.ws.Tail;
import taskloom.server.ws.Upgrade;
import taskloom.task.Refusal;
import taskloom.wire.StreamMessages;

/// One watcher of a task.
final class Watch implements Conversation {
  private final WatchTask endpoint;
  private final Upgrade upgrade;
  private final String taskId;
  private @Nullable Session session;
  private @Nullable Tail messages;

  Watch(WatchTask endpoint, Upgrade upgrade, String taskId) {
    this.endpoint = endpoint;
    this.upgrade = upgrade;
    this.taskId = taskId;
  }

  @Override
  public void opened(Session opened) {
    session = opened;
    if (!endpoint.maySee(upgrade.owner(), taskId)) {
      opened.close(CloseCodes.POLICY_VIOLATION, "Task not found");
      return;
    }
    messages = Tail.follow(endpoint.messages(taskId), opened, Optional.of(after()));
  }

  /// The only thing watchers have to say is a heartbeat; anything else is passed over.
  @Override
  public void received(byte[] utf8, int offset, int length) {
    if (session != null && StreamMessages.isPing(utf8, offset, length)) {
      session.send(StreamMessages.pong(endpoint.clock().instant()));
    }
  }

  @Override
  public void refused(Refusal refusal) {
    // No message of this stream says so: its `error` means that the task failed.
  }

  @Override
  public void ended() {
    if (messages != null) {
      messages.close();
    }
  }

  /// From the start where there is no cursor, or none that can be read.
  private long after() {
    try {
      return upgrade.after().orElse(0L);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
