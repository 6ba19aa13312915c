package taskloom.tasks;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// The `wait` preference (RFC 7240, 4.3). A preference that does not read is ignored, as the RFC
/// has it.
final class Prefer {
  private static final HeaderName PREFER = HeaderNames.create("Prefer");
  private static final Pattern WAIT =
      Pattern.compile("(?i)(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:$|[,;])");
  private static final Duration MAX = Duration.ofSeconds(60);

  private Prefer() {}

  /// How long the client wants to wait, at most [#MAX]; zero for not at all.
  static Duration waitOf(ServerRequest request) {
    for (var value : request.headers().all(PREFER, List::of)) {
      var match = WAIT.matcher(value);
      if (match.find()) {
        var wait = Duration.ofSeconds(Long.parseLong(match.group(1)));
        return wait.compareTo(MAX) > 0 ? MAX : wait;
      }
    }
    return Duration.ZERO;
  }
}
