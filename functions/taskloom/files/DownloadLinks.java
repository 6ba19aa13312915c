package taskloom.files;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import taskloom.engine.Caller;
import taskloom.server.Params;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskStore;

/// Addresses under `/static` that a browser can open by itself: they carry no API key, but a token
/// for one file of one task and a limited time, an HMAC-SHA256 under a key of this installation.
/// Safe from any thread.
public final class DownloadLinks {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,15})\\.([\\w-]{43})");

  private final SecretKeySpec key;
  private final TaskStore store;
  private final Clock clock;

  /// @param store keeps the key, and knows whose a task is
  public DownloadLinks(TaskStore store, Clock clock) {
    this.key = new SecretKeySpec(store.secret("download-links", DownloadLinks::fresh), ALGORITHM);
    this.store = store;
    this.clock = clock;
  }

  private static byte[] fresh() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /// The whole address of a file, under the name this server was asked by.
  String address(ServerRequest request, String taskId, String path) {
    var expires = clock.instant().plus(LIFE).getEpochSecond();
    var token = expires + "." + seal(taskId, path, expires);
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
    var expected = seal(taskId, path, time).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, seal.getBytes(StandardCharsets.US_ASCII))
        && clock.instant().getEpochSecond() <= time;
  }

  private String seal(String taskId, String path, long expires) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      // No two of these read the same: neither an id nor a path can hold a line end.
      var sealed =
          mac.doFinal((taskId + "\n" + path + "\n" + expires).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
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
