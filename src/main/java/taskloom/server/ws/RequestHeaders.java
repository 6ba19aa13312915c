package taskloom.server.ws;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/// Sees the headers of every request before Helidon acts on them: where a WebSocket is asked for,
/// Helidon (4.5.0) is told so in the one spelling by which it looks for an upgrader.
final class RequestHeaders implements Http1ConnectionListener {
  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    if (headers instanceof WritableHeaders<?> writable && Handshake.isAskedFor(headers)) {
      writable.set(HeaderNames.UPGRADE, Handshake.PROTOCOL);
    }
  }
}
