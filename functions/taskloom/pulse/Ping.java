package taskloom.pulse;

import java.time.Clock;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage;

/// `ping`: answers `pong`.
public record Ping(Clock clock) {
  void handle(ClientMessage.Ping message, Client client) {
    client.reply(new ServerMessage.Pong(clock.instant()), message.requestId());
  }
}
