package taskloom.agents.artifact;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Changes to Markdown that leave code, and where asked formulas, alone.
public final class MarkdownText {
  private static final String CODE =
      "(?ms:^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\\1[`~]*[ \\t]*$|\\z))|`[^`\\n]+`";
  private static final String FORMULA = "|(?s:\\$\\$.+?\\$\\$)|\\$(?!\\s)[^$\\n]+\\$";
  private static final Pattern CODE_ONLY = Pattern.compile(CODE);
  private static final Pattern CODE_AND_FORMULAS = Pattern.compile(CODE + FORMULA);

  private MarkdownText() {}

  /// Applies `change` to what is between pieces of code.
  static String outsideCode(String text, UnaryOperator<String> change) {
    return outside(CODE_ONLY, text, change);
  }

  /// Applies `change` to what is between pieces of code and formulas.
  static String inProse(String text, UnaryOperator<String> change) {
    return outside(CODE_AND_FORMULAS, text, change);
  }

  private static String outside(Pattern kept, String text, UnaryOperator<String> change) {
    var result = new StringBuilder();
    var matcher = kept.matcher(text);
    int from = 0;
    while (matcher.find()) {
      result.append(change.apply(text.substring(from, matcher.start()))).append(matcher.group());
      from = matcher.end();
    }
    return result.append(change.apply(text.substring(from))).toString();
  }

  /// Text from outside as plain Markdown text: nothing in it is markup. Brackets become entities,
  /// because many viewers read `\[` as the start of a formula.
  public static String escaped(String text) {
    return text.replaceAll("[\\s\\p{Cc}]+", " ")
        .strip()
        .replaceAll("([\\\\`*_{}<>#$~^|@])", "\\\\$1")
        .replace("[", "&#91;")
        .replace("]", "&#93;");
  }
}
