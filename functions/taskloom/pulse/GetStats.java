package taskloom.pulse;

import taskloom.engine.Tasks;
import taskloom.server.ws.Sessions;
import taskloom.task.TaskStatus;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage;

/// `get_stats`: counts over the whole server.
public record GetStats(Tasks tasks, Sessions sessions) {
  void handle(ClientMessage.GetStats message, Client client) {
    var totals = tasks.totals();
    client.reply(
        new ServerMessage.Stats(
            sessions.count(),
            totals.values().stream().mapToLong(Long::longValue).sum(),
            totals.getOrDefault(TaskStatus.PROCESSING, 0L),
            totals.getOrDefault(TaskStatus.COMPLETED, 0L),
            totals.getOrDefault(TaskStatus.FAILED, 0L),
            totals.getOrDefault(TaskStatus.PENDING, 0L)),
        message.requestId());
  }
}
