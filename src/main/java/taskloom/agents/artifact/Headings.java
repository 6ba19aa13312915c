package taskloom.agents.artifact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts a section's own headings below the paper's.
public final class Headings {
  private static final Pattern HEADING =
      Pattern.compile("(?m)^ {0,3}(#{1,6})[ \\t]+(.*?)[ \\t#]*$");
  private static final Pattern REFERENCES =
      Pattern.compile("(?i)[\\d.、一二三四五六七八九十\\s]*(参考文献|references|bibliography)[\\s:：]*");

  private Headings() {}

  /// The text with its highest heading at `level` or lower. A heading it opens with that is as high
  /// as the section's own is dropped (the paper has that heading already), and a list of references
  /// of its own is cut off.
  public static String settle(String text, int level) {
    var body = withoutReferences(withoutOwnHeading(text.strip(), level));
    int[] highest = {7};
    MarkdownText.outsideCode(
        body,
        prose -> {
          HEADING
              .matcher(prose)
              .results()
              .forEach(found -> highest[0] = Math.min(highest[0], found.group(1).length()));
          return prose;
        });
    int shift = level - highest[0];
    return shift <= 0 ? body : shifted(body, shift);
  }

  /// The text with every heading `by` levels lower.
  public static String shifted(String text, int by) {
    return MarkdownText.outsideCode(
        text,
        prose ->
            HEADING
                .matcher(prose)
                .replaceAll(found -> {
                  var marks = "#".repeat(Math.min(6, found.group(1).length() + by));
                  return Matcher.quoteReplacement(marks + " " + found.group(2));
                }));
  }

  private static String withoutOwnHeading(String text, int level) {
    var found = HEADING.matcher(text);
    return found.lookingAt() && found.group(1).length() < level
        ? text.substring(found.end()).strip()
        : text;
  }

  private static String withoutReferences(String text) {
    var found = HEADING.matcher(text);
    while (found.find()) {
      if (REFERENCES.matcher(found.group(2)).matches()) {
        return text.substring(0, found.start()).strip();
      }
    }
    return text;
  }
}
