package taskloom.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.wire.Json;

/// Sends answers. To `HEAD` it sends the headers of `GET` and nothing after them, which Helidon
/// leaves to the application.
public final class Answers {
  private static final long MAX_UNREAD_BYTES = 8 << 20;
  private static final int SMALL = 16 << 10;
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private Answers() {}

  /// Sends `value` as JSON with status 200.
  public static void json(ServerRequest request, ServerResponse response, Object value) {
    json(request, response, Status.OK_200, Json.bytes(value));
  }

  /// Sends JSON in UTF-8.
  public static void json(
      ServerRequest request, ServerResponse response, Status status, byte[] body) {
    bytes(request, response, status, JSON, body);
  }

  /// Sends a body of any type.
  public static void bytes(
      ServerRequest request, ServerResponse response, Status status, Header type, byte[] body) {
    if (body.length > SMALL) {
      // Whoever asks for much and reads none of it is refused more.
      RequestMemory.hold(body.length);
    }
    response.status(status).header(type);
    if (leavesMuchUnread(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (isHead(request)) {
      response.contentLength(body.length);
      response.send();
    } else {
      response.send(body);
    }
  }

  /// Whether only headers are asked for.
  public static boolean isHead(ServerRequest request) {
    return Method.HEAD.equals(request.prologue().method());
  }

  /// Whether reading the rest of a body nobody wants, so as to keep the connection, costs more than
  /// the connection is worth.
  static boolean leavesMuchUnread(ServerRequest request) {
    return request.content().hasEntity()
        && !request.content().consumed()
        && request.headers().contentLength().orElse(Long.MAX_VALUE) > MAX_UNREAD_BYTES;
  }
}
