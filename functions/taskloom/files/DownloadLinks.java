package taskloom.files;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import taskloom.engine.Caller;
import taskloom.server.Params;
import taskloom.server.Seal;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskStore;

/// Addresses under `/static` that a browser can open by itself: they carry no API key, but a token
/// for one file of one task and a limited time, an HMAC-SHA256 under a key of this installation.
/// Safe from any thread.
public final class DownloadLinks {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,15})\\.([\\w-]{43})");

  private final Supplier<Seal> seal;
  private final TaskStore store;
  private final Clock clock;

  /// @param seal of this installation, asked for with the first link
  /// @param store knows whose a task is
  public DownloadLinks(Supplier<Seal> seal, TaskStore store, Clock clock) {
    this.seal = seal;
    this.store = store;
    this.clock = clock;
  }

  /// The whole address of a file, under the name this server was asked by.
  String address(ServerRequest request, String taskId, String path) {
    var expires = clock.instant().plus(LIFE).getEpochSecond();
    var token = expires + "." + sealed(taskId, path, expires);
    return origin(request) + "/static/" + taskId + "/" + encoded(path) + "?token=" + token;
  }

  /// In whose name a request with a `token` asks: the task's owner's. Empty where there is none.
  ///
  /// @throws Refusal `UNAUTHORIZED` when it has expired, or is for another file
  public Optional<Caller> caller(ServerRequest request) {
    var given = request.query().first("token").asOptional();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var taskId = Params.taskId(request);
    var token = TOKEN.matcher(given.get());
    if (!token.matches() || !isValid(token.group(1), token.group(2), taskId, pathOf(request))) {
      throw new Refusal(
          ErrorCode.UNAUTHORIZED, "This link has expired or is not valid; ask for a new one");
    }
    return store.find(taskId).map(Task::owner).map(owner -> new Caller(owner, null));
  }

  /// The file's path in the address.
  static String pathOf(ServerRequest request) {
    return request.path().pathParameters().get("filename");
  }

  private boolean isValid(String expires, String seal, String taskId, String path) {
    var time = Long.parseLong(expires);
    var expected = sealed(taskId, path, time).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.US_ASCII))
        && clock.instant().getEpochSecond() <= time;
  }

  private String sealed(String taskId, String path, long expires) {
    // No two of these read the same: neither an id nor a path can hold a line end.
    var link = taskId + "\n" + path + "\n" + expires;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(seal.get().of(link.getBytes(StandardCharsets.UTF_8)));
  }

  /// A page of another origin needs the whole address; behind a proxy that ends TLS, the proxy says
  /// so.
  private static String origin(ServerRequest request) {
    var secure =
        request
            .headers()
            .first(HeaderNames.X_FORWARDED_PROTO)
            .filter("https"::equalsIgnoreCase)
            .isPresent();
    return request
        .headers()
        .first(HeaderNames.HOST)
        .map(host -> (secure ? "https://" : "http://") + host)
        .orElse("");
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
