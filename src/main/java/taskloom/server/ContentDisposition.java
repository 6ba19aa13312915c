package taskloom.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The header of that name in a form's part (RFC 7578, 4.2), as clients really write it.
record ContentDisposition(Map<String, String> parameters) {
  private static final String EXTENDED = "utf-8''";

  /// Reads a header's value; what cannot be read is left out.
  static ContentDisposition of(String value) {
    var parameters = new HashMap<String, String>();
    var at = value.indexOf(';');
    while (at >= 0) {
      var equals = value.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      var name = value.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
      var start = equals + 1;
      while (start < value.length() && value.charAt(start) == ' ') {
        start++;
      }
      if (start < value.length() && value.charAt(start) == '"') {
        var end = endOfQuoted(value, start + 1);
        parameters.put(name, unquoted(value.substring(start + 1, end)));
        at = value.indexOf(';', end);
      } else {
        at = value.indexOf(';', start);
        parameters.put(name, value.substring(start, at < 0 ? value.length() : at).strip());
      }
    }
    return new ContentDisposition(parameters);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /// The file's name. `filename*` (RFC 8187) is not meant for forms, but some clients send it, and
  /// it alone, for names that are not ASCII.
  Optional<String> fileName() {
    var extended = parameters.getOrDefault("filename*", "");
    if (extended.regionMatches(true, 0, EXTENDED, 0, EXTENDED.length())) {
      try {
        var encoded = extended.substring(EXTENDED.length()).replace("+", "%2B");
        return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException _) {
        // Not what it says it is: the plain one is taken.
      }
    }
    return parameter("filename");
  }

  private static int endOfQuoted(String value, int start) {
    var end = start;
    while (end < value.length() && value.charAt(end) != '"') {
      end += value.startsWith("\\\"", end) ? 2 : 1;
    }
    return Math.min(end, value.length());
  }

  /// Browsers write a quote as `%22`, others as `\"`; a backslash alone is one.
  private static String unquoted(String quoted) {
    return quoted.replace("\\\"", "\"").replace("%22", "\"");
  }
}
