package taskloom.pulse;

import org.jspecify.annotations.Nullable;
import taskloom.engine.Caller;
import taskloom.server.ws.Session;
import taskloom.wire.ServerMessage;
import taskloom.wire.ServerMessages;

/// Who sent a message, and the way back to it. Safe from any thread.
record Client(Caller caller, Session session) {
  /// Sends a direct reply, with the request's id if it had one.
  void reply(ServerMessage message, @Nullable String requestId) {
    session.send(ServerMessages.encode(message, requestId));
  }
}
