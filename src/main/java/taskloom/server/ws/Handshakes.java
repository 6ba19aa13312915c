package taskloom.server.ws;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Requests, upgrades among them, whose headers have begun and not ended: Helidon waits for them
/// without limit. Those that have ended are checked by [RequestHeads]. Safe from any thread.
final class Handshakes implements Http1ConnectionListener {
  private final Map<ConnectionContext, Long> begun = new ConcurrentHashMap<>();

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    begun.put(connection, System.nanoTime());
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    begun.remove(connection);
    RequestHeads.check(headers);
    // Helidon looks for the upgrader by the exact value.
    if (headers instanceof WritableHeaders<?> writable && Handshake.isAskedFor(headers)) {
      writable.set(HeaderNames.UPGRADE, Handshake.PROTOCOL);
    }
  }

  /// Ends the connections whose headers began before `time` ([System#nanoTime]).
  void endThoseBefore(long time) {
    begun.forEach((connection, since) -> {
      if (since - time < 0 && begun.remove(connection, since)) {
        new HelidonTransport(connection).kill();
      }
    });
  }
}
