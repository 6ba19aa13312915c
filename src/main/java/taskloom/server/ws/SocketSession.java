package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketContext;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsSession;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A [Session] as Helidon's listeners know one. Safe from any thread; sends never block.
final class SocketSession implements WsSession {
  private final Session session;
  private final ConnectionContext connection;
  private final HttpPrologue prologue;
  private final Optional<String> subProtocol;
  private @Nullable ByteArrayOutputStream fragments;

  SocketSession(
      Session session,
      ConnectionContext connection,
      HttpPrologue prologue,
      Optional<String> subProtocol) {
    this.session = session;
    this.connection = connection;
    this.prologue = prologue;
    this.subProtocol = subProtocol;
  }

  Session session() {
    return session;
  }

  ConnectionContext connection() {
    return connection;
  }

  @Override
  public WsSession send(String text, boolean last) {
    return fragment(text.getBytes(StandardCharsets.UTF_8), last, true);
  }

  @Override
  public WsSession send(BufferData bytes, boolean last) {
    return fragment(bytes.readBytes(), last, false);
  }

  @Override
  public WsSession ping(BufferData payload) {
    session.send(Frame.ping(payload.readBytes()));
    return this;
  }

  @Override
  public WsSession pong(BufferData payload) {
    session.send(Frame.pong(payload.readBytes()));
    return this;
  }

  @Override
  public WsSession close(int code, String reason) {
    session.close(code, reason);
    return this;
  }

  @Override
  public WsSession terminate() {
    session.kill();
    return this;
  }

  @Override
  public Optional<String> subProtocol() {
    return subProtocol;
  }

  @Override
  public SocketContext socketContext() {
    return connection;
  }

  @Override
  public HttpPrologue prologue() {
    return prologue;
  }

  /// Fragments of a message are put together: the peer gets it whole.
  private WsSession fragment(byte[] bytes, boolean last, boolean text) {
    byte[] whole;
    synchronized (this) {
      if (fragments == null && last) {
        whole = bytes;
      } else {
        if (fragments == null) {
          fragments = new ByteArrayOutputStream();
        }
        fragments.writeBytes(bytes);
        if (!last) {
          return this;
        }
        whole = fragments.toByteArray();
        fragments = null;
      }
    }
    session.send(text ? Frame.text(whole) : Frame.binary(whole));
    return this;
  }
}
