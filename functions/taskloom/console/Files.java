package taskloom.console;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.server.Answers;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Sends files to browsers, with what lets them keep them.
final class Files {
  private static final Header FOR_EVER =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
  private static final Header ASK_AGAIN =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Map<String, Header> TYPES =
      Map.of(
          "html", type("text/html; charset=utf-8"),
          "js", type("text/javascript; charset=utf-8"),
          "mjs", type("text/javascript; charset=utf-8"),
          "css", type("text/css; charset=utf-8"),
          "svg", type("image/svg+xml"),
          "woff2", type("font/woff2"));

  private Files() {}

  /// Sends what never changes at its address.
  ///
  /// @param file null where there is none
  /// @throws Refusal `NOT_FOUND`, and for a type that is not served
  static void sendForEver(
      ServerRequest request, ServerResponse response, String name, byte @Nullable [] file) {
    send(request, response, name, file, FOR_EVER);
  }

  /// Sends what may be another file tomorrow.
  static void send(
      ServerRequest request, ServerResponse response, String name, byte @Nullable [] file) {
    send(request, response, name, file, ASK_AGAIN);
  }

  private static void send(
      ServerRequest request,
      ServerResponse response,
      String name,
      byte @Nullable [] file,
      Header caching) {
    var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (file == null || type == null) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this address");
    }
    var tag = '"' + Hashes.word(Hashes.sha256().digest(file)) + '"';
    response.header(caching).header(HeaderNames.ETAG, tag);
    if (request.headers().all(HeaderNames.IF_NONE_MATCH, List::of).stream()
        .anyMatch(known -> known.contains(tag))) {
      response.status(Status.NOT_MODIFIED_304).send();
    } else {
      Answers.bytes(request, response, Status.OK_200, type, file);
    }
  }

  private static Header type(String value) {
    return HeaderValues.createCached(HeaderNames.CONTENT_TYPE, value);
  }
}
