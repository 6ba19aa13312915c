package taskloom.server.net;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/// Lets Helidon speak HTTP/1.1 on connections that [Places] has taken in. The only selector of its
/// listener, so that Helidon reads nothing by itself beforehand.
public record GuardedSelector(ServerConnectionSelector http, Places places)
    implements ServerConnectionSelector {
  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext connection) {
    var peer = places.arrive(connection);
    try {
      return new GuardedConnection(http.connection(peer), peer, places);
    } catch (RuntimeException e) {
      places.leave(peer);
      throw e;
    }
  }
}
