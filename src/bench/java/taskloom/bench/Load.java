package taskloom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Many sockets served by the calling thread.
final class Load implements AutoCloseable {
  private final Selector selector;
  private final List<LoadSocket> sockets = new ArrayList<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(1 << 21);

  /// Opens `count` sockets to `address`.
  Load(URI address, int count) {
    try {
      selector = Selector.open();
      for (int i = 0; i < count; i++) {
        var socket = new LoadSocket(address);
        socket.channel().register(selector, SelectionKey.OP_READ, socket);
        sockets.add(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<LoadSocket> sockets() {
    return sockets;
  }

  /// Handles what arrives until `done`.
  void runUntil(BooleanSupplier done, LoadSocket.Handler handler) {
    try {
      while (!done.getAsBoolean()) {
        selector.select(
            key -> {
              try {
                if (!((LoadSocket) key.attachment()).read(scratch, handler)) {
                  throw new IOException("the server closed a socket");
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            100);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    sockets.forEach(LoadSocket::close);
    selector.close();
  }
}
