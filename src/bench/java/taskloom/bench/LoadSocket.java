package taskloom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// One WebSocket of the load generator, cheap enough that what is measured is the server. Frames
/// are masked with a key of zeros (RFC 6455 allows any), so that a message is encoded once for all.
/// Used by one thread.
final class LoadSocket implements AutoCloseable {
  /// Hears of text messages.
  interface Handler {
    /// @param message the payload; valid during the call only
    void onText(LoadSocket socket, ByteBuffer message) throws IOException;
  }

  private final SocketChannel channel;
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /// Scenario's own state for this socket.
  long startedAt;

  /// Connects and shakes hands, then becomes non-blocking.
  LoadSocket(URI address) {
    try {
      channel = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      var upgrade =
          """
          GET %s HTTP/1.1\r
          Host: %s:%d\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          Sec-WebSocket-Version: 13\r
          \r
          """
              .formatted(address.getRawPath(), address.getHost(), address.getPort());
      channel.write(ByteBuffer.wrap(upgrade.getBytes(StandardCharsets.US_ASCII)));
      readHead();
      channel.configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text message as a client's frame.
  static ByteBuffer frame(String text) {
    var payload = text.getBytes(StandardCharsets.UTF_8);
    var frame = ByteBuffer.allocate(payload.length + 8);
    frame.put((byte) 0x81);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    return frame.putInt(0).put(payload).flip();
  }

  SocketChannel channel() {
    return channel;
  }

  /// Sends a frame, or as many of the same as it holds; spins while the socket is full.
  void send(ByteBuffer frames) throws IOException {
    var view = frames.duplicate();
    while (view.hasRemaining()) {
      channel.write(view);
    }
  }

  /// Hands what has arrived to `handler`.
  ///
  /// @param scratch shared buffer to read into
  /// @return false at the end of the stream
  boolean read(ByteBuffer scratch, Handler handler) throws IOException {
    scratch.clear().put(rest);
    if (channel.read(scratch) < 0) {
      return false;
    }
    scratch.flip();
    while (nextFrame(scratch, handler)) {
      // until the rest is no whole frame
    }
    rest =
        scratch.hasRemaining()
            ? ByteBuffer.allocate(scratch.remaining()).put(scratch).flip()
            : rest.limit(0);
    return true;
  }

  private boolean nextFrame(ByteBuffer buffer, Handler handler) throws IOException {
    if (buffer.remaining() < 2) {
      return false;
    }
    int start = buffer.position();
    int opcode = buffer.get(start) & 0x0F;
    long length = buffer.get(start + 1) & 0x7F;
    int head = 2;
    if (length == 126) {
      if (buffer.remaining() < 4) {
        return false;
      }
      length = buffer.getShort(start + 2) & 0xFFFF;
      head = 4;
    } else if (length == 127) {
      if (buffer.remaining() < 10) {
        return false;
      }
      length = buffer.getLong(start + 2);
      head = 10;
    }
    if (buffer.remaining() < head + length) {
      return false;
    }
    if (opcode == 1) {
      handler.onText(this, buffer.slice(start + head, (int) length));
    }
    buffer.position((int) (start + head + length));
    return true;
  }

  private void readHead() throws IOException {
    var one = ByteBuffer.allocate(1);
    int matched = 0;
    var end = new byte[] {'\r', '\n', '\r', '\n'};
    while (matched < 4) {
      one.clear();
      if (channel.read(one) < 0) {
        throw new IOException("the server closed during the handshake");
      }
      matched = one.get(0) == end[matched] ? matched + 1 : one.get(0) == '\r' ? 1 : 0;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
