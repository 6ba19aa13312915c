package taskloom.server.net;

import java.nio.charset.StandardCharsets;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What the head of a request says about what comes after it. Anything two readers might read in
/// two ways is refused: a proxy in front would take one client's body for another's request (RFC
/// 9112, 2.2, 5.1, 5.2 and 11.2).
///
/// @param body how the body's end is told
/// @param length of the body, for [Body#LENGTH]
/// @param upgrade whether it asks for another protocol
/// @param forHead whether an answer's head is all that is asked for
/// @param target the address, undecoded
record RequestHead(
    Body body,
    long length,
    boolean upgrade,
    boolean forHead,
    boolean http10,
    boolean hasHost,
    String target) {
  enum Body {
    NONE,
    LENGTH,
    CHUNKED
  }

  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char each = '0'; each <= 'z'; each++) {
      TOKEN[each] = Character.isLetterOrDigit(each);
    }
    for (var each : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[each] = true;
    }
  }

  /// Reads `bytes` from `from` to `end`, which is after the empty line.
  ///
  /// @throws Refusal `INVALID_REQUEST`, `UNSUPPORTED_MEDIA_TYPE`
  static RequestHead parse(byte[] bytes, int from, int end) {
    var line = lineEnd(bytes, from, end);
    var target = target(bytes, from, line);
    var lengths = 0;
    var length = -1L;
    var encodings = 0;
    var chunked = false;
    var upgrade = false;
    var hasHost = false;
    var http10 = endsWith(bytes, from, line, " HTTP/1.0");
    for (var start = line + 2; start < end - 2; start = line + 2) {
      line = lineEnd(bytes, start, end);
      var colon = colon(bytes, start, line);
      if (is(bytes, start, colon, "content-length")) {
        lengths++;
        length = number(bytes, colon + 1, line);
      } else if (is(bytes, start, colon, "transfer-encoding")) {
        encodings++;
        chunked = value(bytes, colon + 1, line).equalsIgnoreCase("chunked");
      } else if (is(bytes, start, colon, "upgrade")) {
        upgrade = true;
      } else if (is(bytes, start, colon, "host")) {
        hasHost = true;
      } else if (is(bytes, start, colon, "content-encoding")) {
        throw new Refusal(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "Send the body as it is, without Content-Encoding");
      }
    }
    return new RequestHead(
        body(lengths, length, encodings, chunked),
        length,
        upgrade,
        startsWith(bytes, from, "HEAD "),
        http10,
        hasHost,
        target);
  }

  /// Checks a line that must be a header, as a trailer is.
  static void requireHeader(byte[] bytes, int from, int end) {
    var _ = colon(bytes, from, end);
  }

  /// Where the body ends has to be said once, by one length or by chunks (RFC 9112, 6.3).
  private static Body body(int lengths, long length, int encodings, boolean chunked) {
    if (lengths == 0 && encodings == 0) {
      return Body.NONE;
    }
    if (lengths == 1 && encodings == 0 && length >= 0) {
      return length == 0 ? Body.NONE : Body.LENGTH;
    }
    if (lengths == 0 && encodings == 1 && chunked) {
      return Body.CHUNKED;
    }
    throw refused(
        "Say once where the body ends: one Content-Length, or Transfer-Encoding: chunked");
  }

  /// Where the line ends, which holds no control character; checked to its CR LF.
  private static int lineEnd(byte[] bytes, int from, int end) {
    for (var i = from; i < end; i++) {
      var each = bytes[i];
      if (each == '\r' && i + 1 < end && bytes[i + 1] == '\n') {
        return i;
      }
      if ((each >= 0 && each < ' ' && each != '\t') || each == 0x7f) {
        throw refused("A request's head has no control characters, and its lines end with CR LF");
      }
    }
    throw refused("A line of the request's head has no end");
  }

  private static int colon(byte[] bytes, int from, int end) {
    for (var i = from; i < end; i++) {
      if (bytes[i] == ':' && i > from) {
        return i;
      }
      if (bytes[i] < 0 || !TOKEN[bytes[i]]) {
        break;
      }
    }
    throw refused("A header is a name, a colon right after it and a value, on one line");
  }

  private static String target(byte[] bytes, int from, int end) {
    var first = from;
    while (first < end && bytes[first] != ' ') {
      first++;
    }
    var last = first + 1;
    while (last < end && bytes[last] != ' ') {
      last++;
    }
    return last < end
        ? new String(bytes, first + 1, last - first - 1, StandardCharsets.ISO_8859_1)
        : "";
  }

  /// A length in digits alone; -1 for anything else.
  private static long number(byte[] bytes, int from, int end) {
    var text = value(bytes, from, end);
    return !text.isEmpty()
            && text.length() < 19
            && text.chars().allMatch(each -> each >= '0' && each <= '9')
        ? Long.parseLong(text)
        : -1;
  }

  private static String value(byte[] bytes, int from, int end) {
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).strip();
  }

  private static boolean is(byte[] bytes, int from, int end, String lowerCase) {
    if (end - from != lowerCase.length()) {
      return false;
    }
    for (var i = 0; i < lowerCase.length(); i++) {
      // Of token characters only letters have a lower case that differs by this bit and is one.
      if ((bytes[from + i] | 0x20) != (lowerCase.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static boolean endsWith(byte[] bytes, int from, int end, String text) {
    return end - from >= text.length() && startsWith(bytes, end - text.length(), text);
  }

  /// For a text shorter than any head.
  private static boolean startsWith(byte[] bytes, int from, String text) {
    for (var i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static Refusal refused(String why) {
    return new Refusal(ErrorCode.INVALID_REQUEST, why);
  }
}
