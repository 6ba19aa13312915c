package taskloom.agents.artifact;

import java.util.HashMap;
import java.util.Map;

/// Searches in one text for a reader that goes through it from left to right. Each remembers what
/// it found last, so that all searches for one thing together cost one pass, however often it is
/// missing. For one thread.
final class Scan {
  private final String text;
  private final Map<String, Found> last = new HashMap<>();
  private final Map<String, Found> lastUnescaped = new HashMap<>();

  private record Found(int from, int at) {}

  Scan(String text) {
    this.text = text;
  }

  /// Where `sought` next begins at or after `from`; the text's length when nowhere.
  int next(String sought, int from) {
    var known = last.get(sought);
    if (known != null && known.from() <= from && from <= known.at()) {
      return known.at();
    }
    int at = text.indexOf(sought, from);
    var found = new Found(from, at < 0 ? text.length() : at);
    last.put(sought, found);
    return found.at();
  }

  /// The same, where no backslash stands before it.
  int nextUnescaped(String sought, int from) {
    var known = lastUnescaped.get(sought);
    if (known != null && known.from() <= from && from <= known.at()) {
      return known.at();
    }
    int at = next(sought, from);
    while (at < text.length() && at(at - 1) == '\\') {
      at = next(sought, at + 1);
    }
    lastUnescaped.put(sought, new Found(from, at));
    return at;
  }

  /// Whether `sought` begins at `at`.
  boolean has(String sought, int at) {
    return text.startsWith(sought, at);
  }

  /// The text between two places.
  String part(int from, int to) {
    return text.substring(from, to);
  }

  /// The character at `at`, or 0 outside the text.
  char at(int at) {
    return at >= 0 && at < text.length() ? text.charAt(at) : 0;
  }

  /// The first place from `from` on that is no space or tab.
  int afterBlanks(int from) {
    int at = from;
    while (at(at) == ' ' || at(at) == '\t') {
      at++;
    }
    return at;
  }

  /// The first place from `from` on that is no white space.
  int afterSpace(int from) {
    int at = from;
    while (isSpace(at(at))) {
      at++;
    }
    return at;
  }

  /// White space as `\s` in an expression.
  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
