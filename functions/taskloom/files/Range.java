package taskloom.files;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.regex.Pattern;

/// What of a file is asked for (RFC 9110, 14.1.2): all of it, one range, or a range it does not
/// have. Several ranges at once are answered with all of it, as they may be.
///
/// @param length 0 with a `first` below 0 for a range the file does not have
record Range(long first, long length, long size) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,15})-(\\d{0,15})");

  static Range of(ServerRequest request, long size) {
    var whole = new Range(0, size, size);
    var header = request.headers().first(HeaderNames.RANGE);
    // What If-Range asks about has no validator here, so it never is the same.
    if (header.isEmpty() || request.headers().contains(HeaderNames.IF_RANGE)) {
      return whole;
    }
    var asked = ONE.matcher(header.get().strip());
    if (!asked.matches() || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
      return whole;
    }
    if (asked.group(1).isEmpty()) {
      var last = Math.min(size, Long.parseLong(asked.group(2)));
      return last == 0 ? new Range(-1, 0, size) : new Range(size - last, last, size);
    }
    var first = Long.parseLong(asked.group(1));
    var end = asked.group(2).isEmpty() ? size : Long.parseLong(asked.group(2)) + 1;
    if (end <= first && first < size) {
      return whole;
    }
    return first < size
        ? new Range(first, Math.min(end, size) - first, size)
        : new Range(-1, 0, size);
  }

  boolean isWhole() {
    return first == 0 && length == size;
  }

  Status status() {
    return first < 0 ? Status.REQUESTED_RANGE_NOT_SATISFIABLE_416 : Status.PARTIAL_CONTENT_206;
  }

  /// As `Content-Range` has it.
  @Override
  public String toString() {
    return first < 0
        ? "bytes */%d".formatted(size)
        : "bytes %d-%d/%d".formatted(first, first + length - 1, size);
  }
}
