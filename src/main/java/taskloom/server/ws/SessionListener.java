package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.server.Callers;
import taskloom.server.Params;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Between Helidon and a [Conversation]: admits the upgrade, puts fragments together, answers
/// pings, and lets nothing be thrown into Helidon, which would send it to the peer as a close
/// reason. One for each connection; all calls come from the connection's thread.
final class SessionListener implements WsListener {
  private static final Logger LOG = Logger.getLogger(SessionListener.class.getName());

  private static final HeaderName WEBSOCKET_KEY = HeaderNames.create("Sec-WebSocket-Key");

  private final Sessions sessions;
  private final Callers callers;
  private final Function<Upgrade, Conversation> endpoint;
  private final Assembly assembly = new Assembly();
  private @Nullable Conversation conversation;
  private @Nullable Session session;

  SessionListener(Sessions sessions, Callers callers, Function<Upgrade, Conversation> endpoint) {
    this.sessions = sessions;
    this.callers = callers;
    this.endpoint = endpoint;
  }

  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
    try {
      requireUpgrade(prologue, headers);
      callers.admit(headers, true);
      var query = prologue.query();
      Params.requireDecodable(query);
      var owner = callers.ofUpgrade(headers, first(query, "access_token"));
      conversation =
          endpoint.apply(new Upgrade(owner, prologue.uriPath().path(), name -> first(query, name)));
      return Optional.empty();
    } catch (Refusal refusal) {
      throw RequestHeads.refused(refusal);
    }
  }

  /// What RFC 6455, 4.2.1 asks of an upgrade and Helidon does not look at: the method, and a key of
  /// 16 bytes.
  private static void requireUpgrade(HttpPrologue prologue, Headers headers) {
    if (!prologue.method().equals(Method.GET)) {
      throw new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "A WebSocket is opened with GET");
    }
    if (headers.first(WEBSOCKET_KEY).filter(SessionListener::isKey).isEmpty()) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST, "Sec-WebSocket-Key must be 16 bytes in Base64, once");
    }
  }

  private static boolean isKey(String key) {
    // 16 bytes are 24 characters with their padding; the decoder would do without it.
    try {
      return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public void onOpen(WsSession ws) {
    var connection = (ConnectionContext) ws.socketContext();
    var talk = conversation;
    if (talk == null) {
      throw new IllegalStateException("opened before the upgrade");
    }
    var limits = sessions.limits();
    var transport = new HelidonTransport(connection);
    var opened =
        new Session(
            sessions,
            transport,
            talk,
            new Outbox(transport, limits.outboxMessages(), limits.outboxBytes()));
    session = opened;
    sessions.add(opened);
    try {
      callers.admitPeer(connection.remotePeer().address());
    } catch (Refusal _) {
      opened.close(CloseCodes.POLICY_VIOLATION, "This server serves its own machine only");
      return;
    }
    guarded(talk, () -> talk.opened(opened));
  }

  @Override
  public void onMessage(WsSession ws, String text, boolean last) {
    var talk = conversation;
    if (talk != null && listens()) {
      guarded(
          talk,
          () -> {
            var whole = assembly.add(text, last);
            if (whole != null) {
              talk.received(whole);
            }
          });
    }
  }

  @Override
  public void onMessage(WsSession ws, BufferData buffer, boolean last) {
    var talk = conversation;
    if (talk != null && listens() && last) {
      talk.refused(new Refusal(ErrorCode.INVALID_REQUEST, "只接受文本消息：请以文本帧发送JSON"));
    }
  }

  @Override
  public void onPing(WsSession ws, BufferData buffer) {
    var payload = buffer.readBytes();
    if (session != null && listens() && payload.length <= Frame.MAX_CONTROL) {
      session.send(Frame.pong(payload));
    }
  }

  @Override
  public void onPong(WsSession ws, BufferData buffer) {
    if (session != null) {
      session.heard();
    }
  }

  @Override
  public void onClose(WsSession ws, int status, String reason) {
    var closed = session;
    if (closed != null) {
      var answered = !closed.outbox().isOpen();
      closed.end();
      if (answered) {
        // This side has sent its close frame; Helidon would send another one.
        throw new CloseConnectionException("closed by this side");
      }
    }
  }

  @Override
  public void onError(WsSession ws, Throwable failure) {
    LOG.log(Level.FINE, "connection failed", failure);
    if (session != null) {
      session.end();
    }
  }

  /// Whether what came is to be handled: not once this side has closed. Waits until there is room
  /// for an answer.
  private boolean listens() {
    var open = session;
    if (open == null) {
      return false;
    }
    open.heard();
    open.outbox().awaitRoom();
    return open.outbox().isOpen();
  }

  private static void guarded(Conversation talk, Runnable step) {
    try {
      step.run();
    } catch (Refusal refusal) {
      talk.refused(refusal);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a message could not be handled", e);
      talk.refused(new Refusal(ErrorCode.INTERNAL, "服务器内部错误"));
    }
  }

  private static @Nullable String first(UriQuery query, String name) {
    return query.contains(name) ? query.get(name) : null;
  }
}
