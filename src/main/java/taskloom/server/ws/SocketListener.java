package taskloom.server.ws;

import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import taskloom.task.Refusal;

/// A listener that takes more than a [WsListener] can be given: text without a detour over a
/// `String`, and word of a message that was passed over.
interface SocketListener extends WsListener {
  /// Whom the connection's memory counts for; asked after [#onHttpUpgrade].
  String owner();

  /// A whole text message, valid UTF-8; the array is valid during the call only.
  void onText(WsSession session, byte[] utf8, int from, int to);

  /// A message was too long, or there was no memory for it.
  void onRefused(WsSession session, Refusal refusal);
}
