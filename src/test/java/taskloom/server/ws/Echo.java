package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.time.Duration;
import taskloom.server.MemoryBudget;
import taskloom.server.OwnerPlaces;
import taskloom.server.net.ConnectionLimits;
import taskloom.server.net.Places;

/// A server whose one socket, at `/echo`, is an ordinary listener written to Helidon's interface:
/// it sends back what it gets, and hears of every end.
final class Echo implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryBudget memory = new MemoryBudget(64 << 20, 64 << 20);
  private final Sessions sessions;
  private final Places places;
  private final WebServer server;

  Echo(SessionLimits limits) {
    sessions = new Sessions(limits, memory);
    var builder = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false);
    places = new Places(ConnectionLimits.of(1_000), memory);
    Sockets.configure(builder, sessions, places, new OwnerPlaces(1_000, 1));
    server =
        builder.addRouting(WsRouting.builder().endpoint("/echo", Listener::new)).build().start();
  }

  /// With bounds that no healthy client meets.
  static Echo patient() {
    return new Echo(new SessionLimits(4_096, 8 << 20, LONG, LONG, LONG, LONG, LONG));
  }

  int port() {
    return server.port();
  }

  Sessions sessions() {
    return sessions;
  }

  MemoryBudget memory() {
    return memory;
  }

  @Override
  public void close() {
    server.stop();
    sessions.close();
    places.close();
  }

  private static final class Listener implements WsListener {
    @Override
    public void onMessage(WsSession session, String text, boolean last) {
      session.send(text, last);
    }

    @Override
    public void onMessage(WsSession session, BufferData bytes, boolean last) {
      session.send(bytes, last);
    }
  }
}
