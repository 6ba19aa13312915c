package taskloom.agents.artifact;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Changes to Markdown that leave code, and where asked formulas, alone. Read by hand in one pass:
/// the text is a model's, and expressions for it would backtrack.
public final class MarkdownText {
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cc}]+");
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}<>#$~^|@]");

  private MarkdownText() {}

  /// Applies `change` to what is between pieces of code.
  static String outsideCode(String text, UnaryOperator<String> change) {
    return outside(text, false, change);
  }

  /// Applies `change` to what is between pieces of code and formulas.
  static String inProse(String text, UnaryOperator<String> change) {
    return outside(text, true, change);
  }

  private static String outside(String text, boolean formulas, UnaryOperator<String> change) {
    var result = new StringBuilder();
    var scan = new Scan(text);
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int end = pieceEnd(text, scan, at, formulas);
      if (end > at) {
        result.append(change.apply(text.substring(from, at))).append(text, at, end);
        from = end;
        at = end;
      } else {
        at++;
      }
    }
    return result.append(change.apply(text.substring(from))).toString();
  }

  /// Where the piece of code or the formula that begins at `at` ends; `at` when none begins.
  private static int pieceEnd(String text, Scan scan, int at, boolean formulas) {
    if (at == 0 || text.charAt(at - 1) == '\n') {
      int end = fenceEnd(text, at);
      if (end > at) {
        return end;
      }
    }
    return switch (text.charAt(at)) {
      case '`' -> inlineEnd(text, scan, at, "`");
      case '$' -> formulas ? formulaEnd(text, scan, at) : at;
      default -> at;
    };
  }

  private static int formulaEnd(String text, Scan scan, int at) {
    if (scan.has("$$", at)) {
      int close = at + 3 <= text.length() ? scan.next("$$", at + 3) : text.length();
      if (close < text.length()) {
        return close + 2;
      }
    }
    return Scan.isSpace(scan.at(at + 1)) ? at : inlineEnd(text, scan, at, "$");
  }

  /// The end of what stands between two of `mark` on one line and is not empty.
  private static int inlineEnd(String text, Scan scan, int at, String mark) {
    int close = scan.next(mark, at + 1);
    return close > at + 1 && close < text.length() && close < scan.next("\n", at + 1)
        ? close + 1
        : at;
  }

  /// Where the fenced code that begins on the line at `line` ends, the end of the text where it is
  /// never closed; `line` when none begins there.
  static int fenceEnd(String text, int line) {
    int at = afterIndent(text, line);
    int run = runEnd(text, at);
    if (run - at < 3) {
      return line;
    }
    var fence = text.substring(at, run);
    for (int next = nextLine(text, run); next < text.length(); next = nextLine(text, next)) {
      int begin = afterIndent(text, next);
      if (text.startsWith(fence, begin)) {
        int end = begin + fence.length();
        while (end < text.length() && "`~".indexOf(text.charAt(end)) >= 0) {
          end++;
        }
        while (end < text.length() && " \t".indexOf(text.charAt(end)) >= 0) {
          end++;
        }
        if (end == text.length() || text.charAt(end) == '\n' || text.charAt(end) == '\r') {
          return end;
        }
      }
    }
    return text.length();
  }

  /// The end of a run of one of the two characters that make a fence.
  private static int runEnd(String text, int at) {
    int end = at;
    while (end < text.length()
        && "`~".indexOf(text.charAt(end)) >= 0
        && text.charAt(end) == text.charAt(at)) {
      end++;
    }
    return end;
  }

  /// Where the next line begins; the text's length when there is none.
  static int nextLine(String text, int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end + 1;
  }

  /// Past at most three spaces: four make code.
  static int afterIndent(String text, int line) {
    int at = line;
    while (at < text.length() && at < line + 3 && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  /// Text from outside as plain Markdown text: nothing in it is markup. Brackets become entities,
  /// because many viewers read `\[` as the start of a formula.
  public static String escaped(String text) {
    var line = BLANKS.matcher(text).replaceAll(" ").strip();
    return MARKUP.matcher(line).replaceAll("\\\\$0").replace("[", "&#91;").replace("]", "&#93;");
  }
}
