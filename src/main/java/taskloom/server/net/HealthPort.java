package taskloom.server.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Health checks on a port and a platform thread of their own, which nothing else can keep busy:
/// not requests, not connections, not virtual threads. Speaks as much HTTP as a probe needs: one
/// request, one answer, end. Silent connections push each other out.
public final class HealthPort implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HealthPort.class.getName());
  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_HEAD = 2 << 10;

  /// What is answered.
  ///
  /// @param status of HTTP
  /// @param body JSON
  public record Answer(int status, byte[] body) {}

  private final Function<String, Answer> probe;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final ArrayDeque<SelectionKey> oldest = new ArrayDeque<>();

  private HealthPort(InetSocketAddress address, Function<String, Answer> probe) throws IOException {
    this.probe = probe;
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open();
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(address);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// Listens from here on.
  ///
  /// @param probe answers for a path, at once
  public static HealthPort open(InetSocketAddress address, Function<String, Answer> probe)
      throws IOException {
    var port = new HealthPort(address, probe);
    Thread.ofPlatform().daemon().name("health").start(port::run);
    return port;
  }

  /// The port it listens on.
  public int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  @Override
  public void close() {
    try {
      listener.close();
      selector.close();
    } catch (IOException e) {
      LOG.log(Level.FINE, "closing the health port", e);
    }
  }

  private void run() {
    while (selector.isOpen()) {
      try {
        selector.select(this::ready);
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.FINE, "a health check failed", e);
      }
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (key.channel() instanceof SocketChannel peer) {
        read(key, peer, (ByteBuffer) key.attachment());
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "a health check was given up", e);
      end(key);
    }
  }

  private void accept() throws IOException {
    var peer = listener.accept();
    if (peer == null) {
      return;
    }
    if (oldest.size() >= MAX_CONNECTIONS) {
      end(oldest.getFirst());
    }
    peer.configureBlocking(false);
    oldest.add(peer.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(MAX_HEAD)));
  }

  private void read(SelectionKey key, SocketChannel peer, ByteBuffer head) throws IOException {
    var read = peer.read(head);
    var bytes = new byte[head.position()];
    head.get(0, bytes);
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.contains("\r\n\r\n")) {
      // Fits into the socket's buffer, which is empty.
      peer.write(ByteBuffer.wrap(answer(text)));
      peer.shutdownOutput();
      end(key);
    } else if (read < 0 || !head.hasRemaining()) {
      end(key);
    }
  }

  private byte[] answer(String head) {
    var words = head.substring(0, head.indexOf('\r')).split(" ", 4);
    var address = words.length == 3 ? words[1] : "";
    var query = address.indexOf('?');
    var path = query < 0 ? address : address.substring(0, query);
    var answer = probe.apply(path);
    var headers =
        """
        HTTP/1.1 %d %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        Cache-Control: no-store\r
        Connection: close\r
        \r
        """
            .formatted(
                answer.status(),
                answer.status() == 200
                    ? "OK"
                    : answer.status() == 404 ? "Not Found" : "Unavailable",
                answer.body().length)
            .getBytes(StandardCharsets.US_ASCII);
    var body = words[0].equals("HEAD") ? new byte[0] : answer.body();
    var bytes = Arrays.copyOf(headers, headers.length + body.length);
    System.arraycopy(body, 0, bytes, headers.length, body.length);
    return bytes;
  }

  private void end(SelectionKey key) {
    oldest.remove(key);
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      LOG.log(Level.FINE, "closing a health check", e);
    }
  }
}
