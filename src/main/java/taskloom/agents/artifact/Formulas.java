package taskloom.agents.artifact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Formulas in the one notation that Markdown, Word and LaTeX all take: `$…$` and `$$…$$`.
public final class Formulas {
  private static final Pattern ENVIRONMENT =
      Pattern.compile(
          "(?s)(?:\\$\\$\\s*)?\\\\begin\\{(equation|align|gather|multline|eqnarray)(\\*?)\\}(.*?)\\\\end\\{\\1\\2\\}(?:\\s*\\$\\$)?");
  private static final Pattern LABEL =
      Pattern.compile("\\\\(?:label|tag)\\*?\\{[^}]*\\}|\\\\nonumber|\\\\notag");
  private static final Pattern DISPLAY =
      Pattern.compile("(?s)(?<!\\\\)\\\\\\[(.+?)(?<!\\\\)\\\\\\]");
  private static final Pattern INLINE = Pattern.compile("(?<!\\\\)\\\\\\((.+?)(?<!\\\\)\\\\\\)");
  private static final Pattern SPACED =
      Pattern.compile(
          "(?<![$\\\\])\\$[ \\t]+([^$\\n]*[\\\\=_^][^$\\n]*?)[ \\t]*\\$(?!\\$)|(?<![$\\\\])\\$([^$\\s][^$\\n]*[\\\\=_^][^$\\n]*?)[ \\t]+\\$(?![$\\d])");

  private Formulas() {}

  /// The text with its formulas so written.
  public static String settle(String text) {
    return MarkdownText.outsideCode(
        text,
        prose -> {
          var plain =
              ENVIRONMENT
                  .matcher(prose)
                  .replaceAll(
                      found -> Matcher.quoteReplacement(display(found.group(1), found.group(3))));
          plain =
              DISPLAY
                  .matcher(plain)
                  .replaceAll(
                      found -> Matcher.quoteReplacement("$$" + found.group(1).strip() + "$$"));
          plain =
              INLINE
                  .matcher(plain)
                  .replaceAll(
                      found -> Matcher.quoteReplacement("$" + found.group(1).strip() + "$"));
          return SPACED
              .matcher(plain)
              .replaceAll(found ->
                  Matcher.quoteReplacement(
                      "$"
                          + (found.group(1) == null ? found.group(2) : found.group(1)).strip()
                          + "$"));
        });
  }

  private static String display(String environment, String inside) {
    var body = LABEL.matcher(inside).replaceAll("").strip();
    var wrapped =
        switch (environment) {
          case "align", "eqnarray" ->
              "\\begin{aligned}\n" + body.replace("&=&", "&=") + "\n\\end{aligned}";
          case "gather", "multline" -> "\\begin{gathered}\n" + body + "\n\\end{gathered}";
          default -> body;
        };
    // A blank line would end the formula.
    return "$$" + wrapped.replaceAll("\n\\s*\n", "\n") + "$$";
  }
}
