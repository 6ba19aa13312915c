package taskloom.pulse;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Caller;
import taskloom.server.ws.Conversation;
import taskloom.server.ws.Session;
import taskloom.server.ws.Tail;
import taskloom.server.ws.Upgrade;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.wire.ClientMessages;
import taskloom.wire.ServerMessage;

/// One client's connection to `/ws`.
final class PulseConversation implements Conversation {
  private static final Logger LOG = Logger.getLogger(PulseConversation.class.getName());

  private final PulseEndpoint endpoint;
  private final Caller caller;
  private final String clientId;
  private final boolean resumed;
  private final Upgrade upgrade;
  private @Nullable Client client;
  private @Nullable Tail updates;

  PulseConversation(PulseEndpoint endpoint, String clientId, boolean resumed, Upgrade upgrade) {
    this.endpoint = endpoint;
    this.caller = new Caller(upgrade.owner(), clientId);
    this.clientId = clientId;
    this.resumed = resumed;
    this.upgrade = upgrade;
  }

  @Override
  public void opened(Session session) {
    var opened = new Client(caller, session);
    client = opened;
    opened.reply(
        new ServerMessage.ConnectionEstablished(clientId, resumed, endpoint.clock().instant()),
        null);
    updates = Tail.follow(endpoint.updates(clientId), session, after(opened));
  }

  @Override
  public void received(byte[] utf8, int offset, int length) {
    var sender = client;
    if (sender == null) {
      return;
    }
    try {
      endpoint.messages().handle(ClientMessages.parse(utf8, offset, length), sender);
    } catch (Refusal refusal) {
      sender.reply(
          ServerMessage.ErrorMessage.of(refusal), ClientMessages.requestIdOf(utf8, offset, length));
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a message could not be handled", e);
      sender.reply(
          ServerMessage.ErrorMessage.of(new Refusal(ErrorCode.INTERNAL, "服务器内部错误")),
          ClientMessages.requestIdOf(utf8, offset, length));
    }
  }

  @Override
  public void refused(Refusal refusal) {
    if (client != null) {
      client.reply(ServerMessage.ErrorMessage.of(refusal), null);
    }
  }

  @Override
  public void ended() {
    if (updates != null) {
      updates.close();
    }
  }

  /// Where the client wants to go on; a new client has missed nothing, and one that names no place
  /// wants what comes from now on.
  private Optional<Long> after(Client opened) {
    try {
      var after = upgrade.after();
      return resumed ? after : Optional.empty();
    } catch (NumberFormatException _) {
      opened.reply(
          ServerMessage.ErrorMessage.of(
              new Refusal(ErrorCode.INVALID_REQUEST, "after 必须是非负整数；只推送此后的更新")),
          null);
      return Optional.empty();
    }
  }
}
