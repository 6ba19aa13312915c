package taskloom.pulse;

import taskloom.engine.Tasks;
import taskloom.server.ws.Sessions;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage;

/// `get_stats`: counts over the whole server.
public record GetStats(Tasks tasks, Sessions sessions) {
  void handle(ClientMessage.GetStats message, Client client) {
    client.reply(ServerMessage.Stats.of(sessions.count(), tasks.totals()), message.requestId());
  }
}
