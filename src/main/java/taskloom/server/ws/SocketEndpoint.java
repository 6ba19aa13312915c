package taskloom.server.ws;

import io.helidon.websocket.WsListener;
import java.util.function.Function;
import java.util.function.Supplier;
import taskloom.server.Callers;

/// A WebSocket route for Helidon: `WsRouting.builder().endpoint("/ws", new SocketEndpoint(…))`. The
/// endpoint's function makes a [Conversation] for each upgrade that is admitted; a
/// [taskloom.task.Refusal] it throws refuses the upgrade with the code's HTTP status.
public record SocketEndpoint(Callers callers, Function<Upgrade, Conversation> endpoint)
    implements Supplier<WsListener> {
  @Override
  public WsListener get() {
    return new SessionListener(callers, endpoint);
  }
}
