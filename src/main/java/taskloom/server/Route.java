package taskloom.server;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.Function;
import taskloom.engine.Caller;

/// One route as data, so that routing, documentation and tests read the same list. A `GET` route
/// answers `HEAD` too.
public sealed interface Route {
  /// The one method it answers.
  Method method();

  /// The path in Helidon's pattern syntax, `/tasks/{id}`.
  String path();

  /// The function set it belongs to, such as `pulse` or `history`.
  String group();

  /// A route for owners: a caller without a valid key never reaches its handler.
  record Owned(Method method, String path, String group, OwnedHandler handler) implements Route {}

  /// A route for everyone served at all: says nothing about tasks or owners.
  record Open(Method method, String path, String group, Handler handler) implements Route {}

  /// A route for owners, and for those to whom an owner has given a link.
  ///
  /// @param link in whose name a link asks; empty for a request without one
  record Linked(
      Method method,
      String path,
      String group,
      OwnedHandler handler,
      Function<ServerRequest, Optional<Caller>> link)
      implements Route {}
}
