package taskloom.server.ws;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;
import taskloom.server.net.GuardedSelector;
import taskloom.server.net.Places;

/// How Helidon is set up for sessions.
public final class Sockets {
  /// The longest frame that is read at all. A longer one is beyond answering: Helidon closes with
  /// 1009 before it reads it. One that is longer than a message may be is read, and answered with
  /// an error.
  private static final int MAX_FRAME = 4 * Assembly.MAX_BYTES;

  private Sockets() {}

  /// Sets who is connected and for how long, the bounds of frames and handshakes, and sends small
  /// writes at once (`TCP_NODELAY`).
  public static void configure(WebServerConfig.Builder server, Sessions sessions, Places places) {
    var frames = WsConfig.builder().maxFrameLength(MAX_FRAME).build();
    var http =
        Http1ConnectionSelector.builder()
            .config(http1(sessions))
            .addUpgrader(WsUpgrader.create(frames))
            .build();
    server
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .maxTcpConnections(places.limits().places() + places.limits().spare())
        // HTTP/1.1 is the only protocol: what else is found on the class path would have to be told
        // apart from it by its first bytes.
        .protocolsDiscoverServices(false)
        // Its connections look for it here.
        .addProtocol(frames)
        .addConnectionSelector(new GuardedSelector(http, places));
  }

  private static Http1Config http1(Sessions sessions) {
    return Http1Config.builder()
        .log(log -> log.receiveLog(false).sendLog(false))
        // It refuses the colons of a time in a query; Params looks at the query itself.
        .validatePrologue(false)
        // One only: of several, Helidon calls none.
        .addReceiveListener(sessions.handshakes())
        .build();
  }
}
