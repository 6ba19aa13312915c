package taskloom.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.engine.Caller;

/// Answers a request of a known owner, on the connection's virtual thread, which it may block.
@FunctionalInterface
public interface OwnedHandler {
  /// Sends the answer, or throws: a [taskloom.task.Refusal] or an [Invalid] is answered as it says,
  /// anything else as `internal`.
  void handle(Caller caller, ServerRequest request, ServerResponse response) throws Exception;
}
