package taskloom.agents.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The marks of a text that look like citations: `[@W1; @W2]`, `[@smith2020]`, `[3]`, and
/// definitions like `[3]: …`. Every pass reads the text once; no bracket is looked into twice.
final class Markers {
  private final String text;

  Markers(String text) {
    this.text = text;
  }

  /// What a mark becomes.
  private record Change(int start, int end, String words) {}

  /// Gives the change of the mark whose bracket opens at a place, or null for none.
  @FunctionalInterface
  private interface Reader {
    @Nullable Change read(Scan scan, int bracket);
  }

  /// The text with citations of `ids` alone; other marks are taken out.
  String settled(Set<String> ids) {
    var kept = changed(text, (scan, at) -> verified(scan, at, ids));
    return changed(withoutDefinitions(kept), Markers::invented);
  }

  /// The text with the works of each mark `[@W1; @W2]` told by `words`.
  String numbered(Function<List<String>, String> words) {
    return changed(
        text,
        (scan, at) -> {
          var ids = new ArrayList<String>();
          int end = list(scan, at + 1, ids);
          return end < 0 ? null : new Change(at, end, words.apply(ids));
        });
  }

  /// A mark goes with the blanks before it.
  private static String changed(String text, Reader reader) {
    var scan = new Scan(text);
    var result = new StringBuilder();
    int from = 0;
    int at = scan.next("[", 0);
    while (at < text.length()) {
      var change = reader.read(scan, at);
      if (change == null) {
        at = scan.next("[", at + 1);
      } else {
        int start = change.start();
        while (start > from && " \t".indexOf(text.charAt(start - 1)) >= 0) {
          start--;
        }
        result.append(text, from, start).append(change.words());
        from = change.end();
        at = scan.next("[", from);
      }
    }
    return result.append(text, from, text.length()).toString();
  }

  /// The end of `@W1; @W2]`, and its ids into `ids`; -1 where it is nothing like that.
  private static int list(Scan scan, int from, List<String> ids) {
    int at = from;
    while (true) {
      at = scan.afterSpace(at);
      if (scan.at(at) == ']' && !ids.isEmpty()) {
        return at + 1;
      }
      at = scan.at(at) == ';' ? scan.afterSpace(at + 1) : at;
      int end = scan.has("@W", at) ? digitsEnd(scan, at + 2) : at;
      if (end <= at + 2) {
        return -1;
      }
      ids.add(scan.part(at + 1, end));
      at = end;
    }
  }

  private static int digitsEnd(Scan scan, int from) {
    int at = from;
    while (scan.at(at) >= '0' && scan.at(at) <= '9') {
      at++;
    }
    return at;
  }

  /// Any mark with an `@`: those of its works that are in `ids` stay.
  private static @Nullable Change verified(Scan scan, int bracket, Set<String> ids) {
    int end = bracket + 1;
    boolean cites = false;
    while ("[]\n\0".indexOf(scan.at(end)) < 0) {
      cites |= scan.at(end) == '@' && isKey(scan.at(end + 1));
      end++;
    }
    if (!cites || scan.at(end) != ']' || scan.at(end + 1) == '(') {
      return null;
    }
    var left = ids(scan, bracket, end).stream().filter(ids::contains).distinct().toList();
    var words =
        left.isEmpty()
            ? ""
            : " [" + String.join("; ", left.stream().map(id -> "@" + id).toList()) + "]";
    return new Change(bracket, end + 1, words);
  }

  private static boolean isKey(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_:.-".indexOf(c) >= 0;
  }

  private static List<String> ids(Scan scan, int from, int to) {
    var ids = new ArrayList<String>();
    int at = from;
    while (at < to) {
      int end = scan.at(at) == 'W' ? digitsEnd(scan, at + 1) : at;
      if (end > at + 1) {
        ids.add(scan.part(at, end));
      }
      at = Math.max(end, at + 1);
    }
    return ids;
  }

  /// A number in brackets that nobody looked up: `[3]`, `[1-4]`. Lists like `[0, 1]` may be
  /// intervals and stay.
  private static @Nullable Change invented(Scan scan, int bracket) {
    int end = numberEnd(scan, bracket + 1);
    int dash = end < 0 ? -1 : scan.afterSpace(end);
    if (dash >= 0 && scan.at(dash) != 0 && "-–—".indexOf(scan.at(dash)) >= 0) {
      end = numberEnd(scan, scan.afterSpace(dash + 1));
    }
    if (end < 0 || scan.at(end) != ']') {
      return null;
    }
    boolean raised = scan.at(end + 1) == '^' && isFree(scan.at(end + 2));
    if (!raised && !isFree(scan.at(end + 1))) {
      return null;
    }
    return new Change(
        scan.at(bracket - 1) == '^' ? bracket - 1 : bracket, raised ? end + 2 : end + 1, "");
  }

  /// Whether what follows makes no link and no definition of it.
  private static boolean isFree(char next) {
    return next != '(' && next != '[' && next != ':';
  }

  /// The end of a number from 1 to 999, or -1.
  private static int numberEnd(Scan scan, int from) {
    int end = digitsEnd(scan, from);
    return end == from || end > from + 3 || scan.at(from) == '0' ? -1 : end;
  }

  /// Lines like `[3]: a reference` are emptied.
  private static String withoutDefinitions(String text) {
    var scan = new Scan(text);
    var result = new StringBuilder();
    for (int line = 0; line < text.length(); ) {
      int next = MarkdownText.nextLine(text, line);
      int at = line;
      while (at < line + 3 && Scan.isSpace(scan.at(at)) && scan.at(at) != '\n') {
        at++;
      }
      int end = scan.at(at) == '[' ? digitsEnd(scan, at + 1) : at;
      boolean defines =
          end > at + 1
              && end <= at + 4
              && scan.at(end) == ']'
              && " :".indexOf(scan.at(end + 1)) >= 0
              && end + 1 < text.length();
      if (defines) {
        result.append(text.charAt(next - 1) == '\n' ? "\n" : "");
      } else {
        result.append(text, line, next);
      }
      line = next;
    }
    return result.toString();
  }
}
