package taskloom.tasks;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;
import taskloom.wire.Json;

/// `GET /tasks/{id}`: the task as it is now, with a strong `ETag` over the answer's bytes;
/// `If-None-Match` answers 304 while nothing has changed.
public final class GetTask implements OwnedHandler {
  private final Tasks tasks;

  /// Looks up in `tasks`.
  public GetTask(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var task = tasks.visible(caller, Params.taskId(request));
    var body = Json.bytes(TaskView.of(task));
    var etag = etag(body);
    response
        .header(HeaderNames.ETAG, etag)
        .header(HeaderNames.CACHE_CONTROL, "private, no-cache")
        .headers()
        .add(HeaderNames.VARY, "Authorization");
    if (matches(request, etag)) {
      response.status(Status.NOT_MODIFIED_304).send();
    } else {
      Answers.json(request, response, Status.OK_200, body);
    }
  }

  /// RFC 9110, 13.1.2: a list of tags, compared weakly, or `*`.
  private static boolean matches(ServerRequest request, String etag) {
    return request.headers().all(HeaderNames.IF_NONE_MATCH, List::of).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(tag -> tag.strip())
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
  }

  private static String etag(byte[] body) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, 15)) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
