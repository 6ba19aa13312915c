package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsSession;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.server.Callers;
import taskloom.server.Params;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Admits the upgrade, then hands what comes to a [Conversation]. One for each connection; all
/// calls come from the connection's thread.
final class SessionListener implements SocketListener {
  private static final Logger LOG = Logger.getLogger(SessionListener.class.getName());

  private final Callers callers;
  private final Function<Upgrade, Conversation> endpoint;
  private String owner = "";
  private @Nullable Conversation conversation;

  SessionListener(Callers callers, Function<Upgrade, Conversation> endpoint) {
    this.callers = callers;
    this.endpoint = endpoint;
  }

  /// Admits the upgrade.
  ///
  /// @throws Refusal when it is not admitted
  @Override
  public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
    callers.admit(headers, true);
    var query = prologue.query();
    Params.requireDecodable(query);
    owner = callers.ofUpgrade(headers, first(query, "access_token"));
    conversation =
        endpoint.apply(new Upgrade(owner, prologue.uriPath().path(), name -> first(query, name)));
    return Optional.empty();
  }

  @Override
  public String owner() {
    return owner;
  }

  @Override
  public void onOpen(WsSession ws) {
    if (!(ws instanceof SocketSession socket)) {
      throw new IllegalStateException("not one of this server's sessions");
    }
    var session = socket.session();
    try {
      callers.admitPeer(socket.connection().remotePeer().address());
    } catch (Refusal _) {
      session.close(CloseCodes.POLICY_VIOLATION, "This server serves its own machine only");
      return;
    }
    guarded(talk -> talk.opened(session));
  }

  @Override
  public void onText(WsSession ws, byte[] utf8, int from, int to) {
    guarded(talk -> talk.received(utf8, from, to - from));
  }

  @Override
  public void onMessage(WsSession ws, BufferData buffer, boolean last) {
    onRefused(ws, new Refusal(ErrorCode.INVALID_REQUEST, "只接受文本消息：请以文本帧发送JSON"));
  }

  @Override
  public void onRefused(WsSession ws, Refusal refusal) {
    guarded(talk -> talk.refused(refusal));
  }

  @Override
  public void onClose(WsSession ws, int status, String reason) {
    if (conversation != null) {
      conversation.ended();
    }
  }

  private void guarded(Consumer<Conversation> step) {
    var talk = conversation;
    if (talk == null) {
      return;
    }
    try {
      step.accept(talk);
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
