package taskloom.agents.artifact;

import java.util.List;
import java.util.regex.Pattern;

/// Formulas in the one notation that Markdown, Word and LaTeX all take: `$…$` and `$$…$$`. Every
/// pass reads the text once from left to right.
public final class Formulas {
  private static final List<String> ENVIRONMENTS =
      List.of("equation", "align", "gather", "multline", "eqnarray");
  private static final List<String> LABELS = List.of("label", "tag", "nonumber", "notag");
  private static final Pattern BLANK_LINES = Pattern.compile("\n\\s*\n");

  private Formulas() {}

  /// The text with its formulas so written.
  public static String settle(String text) {
    return MarkdownText.outsideCode(
        text, prose -> spaced(bracketed(bracketed(environments(prose), true), false)));
  }

  /// `\begin{align}…\end{align}`, with or without dollars around it.
  private static String environments(String text) {
    var scan = new Scan(text);
    var result = new StringBuilder();
    int from = 0;
    int at = scan.next("\\begin{", 0);
    while (at < text.length()) {
      var name = environment(scan, at + 7);
      int inside = at + 7 + name.length() + 1;
      int close = name.isEmpty() ? text.length() : scan.next("\\end{" + name + "}", inside);
      if (close < text.length()) {
        int begin = withoutDollars(text, from, at);
        result.append(text, from, begin).append(display(name, text.substring(inside, close)));
        int end = close + 6 + name.length();
        int dollars = scan.afterSpace(end);
        from = scan.has("$$", dollars) ? dollars + 2 : end;
        at = scan.next("\\begin{", from);
      } else {
        at = scan.next("\\begin{", at + 1);
      }
    }
    return result.append(text, from, text.length()).toString();
  }

  /// The name of the environment that begins, with its star; empty where it is none of ours.
  private static String environment(Scan scan, int at) {
    for (var name : ENVIRONMENTS) {
      for (var each : List.of(name, name + "*")) {
        if (scan.has(each, at) && scan.at(at + each.length()) == '}') {
          return each;
        }
      }
    }
    return "";
  }

  /// Where `$$` before `at` begins, or `at`.
  private static int withoutDollars(String text, int from, int at) {
    int end = at;
    while (end > from && Scan.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end - 2 >= from && text.startsWith("$$", end - 2) ? end - 2 : at;
  }

  private static String display(String environment, String inside) {
    var body = withoutLabels(inside).strip();
    var wrapped =
        switch (environment.replace("*", "")) {
          case "align", "eqnarray" ->
              "\\begin{aligned}\n" + body.replace("&=&", "&=") + "\n\\end{aligned}";
          case "gather", "multline" -> "\\begin{gathered}\n" + body + "\n\\end{gathered}";
          default -> body;
        };
    // A blank line would end the formula.
    return "$$" + BLANK_LINES.matcher(wrapped).replaceAll("\n") + "$$";
  }

  private static String withoutLabels(String text) {
    var scan = new Scan(text);
    var result = new StringBuilder();
    int from = 0;
    for (int at = scan.next("\\", 0); at < text.length(); at = scan.next("\\", at)) {
      int end = labelEnd(text, scan, at);
      if (end > at) {
        result.append(text, from, at);
        from = end;
        at = end;
      } else {
        // An escaped backslash, a line's end, begins no command.
        at += scan.at(at + 1) == '\\' ? 2 : 1;
      }
      if (at >= text.length()) {
        break;
      }
    }
    return result.append(text, from, text.length()).toString();
  }

  private static int labelEnd(String text, Scan scan, int at) {
    for (var label : LABELS) {
      if (scan.has(label, at + 1)) {
        int end = at + 1 + label.length();
        if (label.startsWith("no")) {
          return end;
        }
        int open = scan.at(end) == '*' ? end + 1 : end;
        int close = scan.at(open) == '{' ? scan.next("}", open) : text.length();
        if (close < text.length()) {
          return close + 1;
        }
      }
    }
    return at;
  }

  /// `\[…\]` or, on one line, `\(…\)`.
  private static String bracketed(String text, boolean display) {
    var open = display ? "\\[" : "\\(";
    var close = display ? "\\]" : "\\)";
    var scan = new Scan(text);
    var result = new StringBuilder();
    int from = 0;
    int at = scan.nextUnescaped(open, 0);
    while (at < text.length()) {
      int end = scan.nextUnescaped(close, Math.min(at + 3, text.length()));
      if (end < text.length() && (display || end < scan.next("\n", at))) {
        var dollars = display ? "$$" : "$";
        result.append(text, from, at).append(dollars);
        result.append(text.substring(at + 2, end).strip()).append(dollars);
        from = end + 2;
        at = scan.nextUnescaped(open, from);
      } else {
        at = scan.nextUnescaped(open, at + 1);
      }
    }
    return result.append(text, from, text.length()).toString();
  }

  /// `$ x = 1 $`, which is no formula for pandoc: without the blanks, where it reads like one.
  private static String spaced(String text) {
    var scan = new Scan(text);
    var result = new StringBuilder();
    int from = 0;
    int at = scan.next("$", 0);
    while (at < text.length()) {
      char before = scan.at(at - 1);
      int close = before == '$' || before == '\\' ? text.length() : scan.next("$", at + 1);
      if (close < text.length() && close < scan.next("\n", at) && isSpaced(text, scan, at, close)) {
        result.append(text, from, at).append('$');
        result.append(text.substring(at + 1, close).strip()).append('$');
        from = close + 1;
        at = scan.next("$", from);
      } else {
        at = scan.next("$", at + 1);
      }
    }
    return result.append(text, from, text.length()).toString();
  }

  private static boolean isSpaced(String text, Scan scan, int at, int close) {
    int begin = scan.afterBlanks(at + 1);
    char after = scan.at(close + 1);
    if (begin > at + 1) {
      return after != '$' && hasOperator(text, begin, close);
    }
    boolean blankEnd = close > at + 2 && " \t".indexOf(text.charAt(close - 1)) >= 0;
    return blankEnd
        && after != '$'
        && !Character.isDigit(after)
        && !Scan.isSpace(text.charAt(begin))
        && hasOperator(text, begin + 1, close);
  }

  private static boolean hasOperator(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if ("\\=_^".indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
