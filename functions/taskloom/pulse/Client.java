package taskloom.pulse;

import java.util.function.Consumer;
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

  /// Begins work whose outcome is answered later, from another thread.
  ///
  /// @param begin is given what is to run after the answer
  void replyLater(Consumer<Runnable> begin) {
    var answered = session.expectReply();
    try {
      begin.accept(answered);
    } catch (RuntimeException e) {
      answered.run();
      throw e;
    }
  }
}
