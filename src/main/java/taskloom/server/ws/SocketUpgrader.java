package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Header;
import io.helidon.http.HttpPrologue;
import io.helidon.http.NotFoundException;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsRoute;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsUpgradeException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import taskloom.server.EarlyAnswers;
import taskloom.server.OwnerPlaces;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Opens WebSockets for the listeners of [WsRouting], in the place of Helidon's own upgrader: its
/// reader decodes UTF-8 frame by frame, so that a character split between two frames is lost, and
/// takes much that RFC 6455 forbids.
record SocketUpgrader(Sessions sessions, OwnerPlaces owners) implements Http1Upgrader {
  @Override
  public String supportedProtocol() {
    return Handshake.PROTOCOL;
  }

  /// Opens a WebSocket for the listener of this path.
  ///
  /// @return null when it is an ordinary request: it does not ask for this connection to be
  ///   upgraded, or there is no socket at this path
  /// @throws CloseConnectionException when it was refused, and told so
  @Override
  public @Nullable ServerConnection upgrade(
      ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
    var route = Handshake.isAskedFor(headers) ? route(connection, prologue) : null;
    if (route == null) {
      return null;
    }
    try {
      var listener = route.listener();
      var handshake = Handshake.of(prologue, headers);
      var further = listener.onHttpUpgrade(prologue, headers);
      var answer = new StringBuilder(handshake.answer());
      if (further.isPresent()) {
        for (Header header : further.get()) {
          answer.append(header.name()).append(": ").append(header.values()).append("\r\n");
        }
      }
      var bytes = answer.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
      var place = owners.take(listener instanceof SocketListener own ? own.owner() : "");
      try {
        connection.dataWriter().writeNow(BufferData.create(bytes));
      } catch (RuntimeException e) {
        place.close();
        throw e;
      }
      return new SocketConnection(sessions, listener, connection, prologue, handshake, place);
    } catch (Refusal refusal) {
      throw refusal.code() == ErrorCode.UPGRADE_REQUIRED
          ? EarlyAnswers.refuse(connection, refusal, Handshake.UPGRADE, Handshake.VERSIONS)
          : EarlyAnswers.refuse(connection, refusal);
    } catch (WsUpgradeException e) {
      var refusal = new Refusal(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()));
      throw EarlyAnswers.refuse(connection, refusal);
    }
  }

  private static @Nullable WsRoute route(ConnectionContext connection, HttpPrologue prologue) {
    try {
      return connection.router().routing(WsRouting.class, WsRouting.empty()).findRoute(prologue);
    } catch (NotFoundException _) {
      return null;
    }
  }
}
