package taskloom.server.ws;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import taskloom.server.OwnerPlaces;
import taskloom.server.net.AnswerHeads;
import taskloom.server.net.GuardedSelector;
import taskloom.server.net.Places;

/// How Helidon is set up for sessions.
public final class Sockets {
  private Sockets() {}

  /// Sets who is connected and for how long, and who opens WebSockets, and sends small writes at
  /// once (`TCP_NODELAY`).
  ///
  /// @param owners how many connections an owner may have
  public static void configure(
      WebServerConfig.Builder server, Sessions sessions, Places places, OwnerPlaces owners) {
    var http =
        Http1ConnectionSelector.builder()
            .config(http1())
            .addUpgrader(new SocketUpgrader(sessions, owners))
            .build();
    server
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .maxTcpConnections(places.limits().places() + places.limits().spare())
        // HTTP/1.1 is the only protocol: what else is found on the class path would have to be told
        // apart from it by its first bytes.
        .protocolsDiscoverServices(false)
        .addConnectionSelector(new GuardedSelector(http, places));
  }

  private static Http1Config http1() {
    return Http1Config.builder()
        .log(log -> log.receiveLog(false).sendLog(false))
        // It refuses the colons of a time in a query; Params looks at the query itself.
        .validatePrologue(false)
        // One of each: of several, Helidon (4.5.0) calls none.
        .addReceiveListener(new RequestHeaders())
        .addSendListener(new AnswerHeads())
        .build();
  }
}
