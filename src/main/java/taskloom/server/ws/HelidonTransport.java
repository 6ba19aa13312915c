package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The socket under a Helidon connection. Each write is one call on the socket, whole under its
/// write lock, so that what Helidon itself writes (its close frames) never gets into the middle.
record HelidonTransport(ConnectionContext connection) implements Transport {
  private static final Logger LOG = Logger.getLogger(HelidonTransport.class.getName());

  @Override
  public void write(byte[] bytes, int offset, int length) {
    connection.dataWriter().writeNow(BufferData.createReadOnly(bytes, offset, length));
  }

  @Override
  public void kill() {
    try {
      connection.serverSocket().close();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "closing a broken connection", e);
    }
  }
}
