package taskloom.agents.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts a section's own headings below the paper's.
public final class Headings {
  private static final Pattern REFERENCES =
      Pattern.compile("(?i)^[\\d.、一二三四五六七八九十\\s]*+(参考文献|references|bibliography)[\\s:：]*");
  private static final int LOWEST = 6;

  private Headings() {}

  /// A line `## words ##`.
  ///
  /// @param end where the line ends
  private record Heading(int start, int end, int level, String words) {}

  /// The text with its highest heading at `level` or lower. A heading it opens with that is as high
  /// as the section's own is dropped (the paper has that heading already), and a list of references
  /// of its own is cut off.
  public static String settle(String text, int level) {
    var body = withoutReferences(withoutOwnHeading(text.strip(), level));
    int highest = headings(body).stream().mapToInt(Heading::level).min().orElse(level);
    return highest >= level ? body : shifted(body, level - highest);
  }

  /// The text with every heading `by` levels lower.
  public static String shifted(String text, int by) {
    var result = new StringBuilder();
    int from = 0;
    for (var heading : headings(text)) {
      result.append(text, from, heading.start());
      result.append("#".repeat(Math.min(LOWEST, heading.level() + by)));
      result.append(' ').append(heading.words());
      from = heading.end();
    }
    return result.append(text, from, text.length()).toString();
  }

  private static String withoutOwnHeading(String text, int level) {
    var own = heading(text, 0);
    return own != null && own.level() < level ? text.substring(own.end()).strip() : text;
  }

  private static String withoutReferences(String text) {
    return headings(text).stream()
        .filter(heading -> REFERENCES.matcher(heading.words()).matches())
        .findFirst()
        .map(heading -> text.substring(0, heading.start()).strip())
        .orElse(text);
  }

  /// The headings outside fenced code, in their order.
  private static List<Heading> headings(String text) {
    var headings = new ArrayList<Heading>();
    int line = 0;
    while (line < text.length()) {
      int fence = MarkdownText.fenceEnd(text, line);
      var heading = fence > line ? null : heading(text, line);
      if (heading != null) {
        headings.add(heading);
      }
      line = MarkdownText.nextLine(text, Math.max(fence, line));
    }
    return headings;
  }

  private static @Nullable Heading heading(String text, int line) {
    int marks = MarkdownText.afterIndent(text, line);
    int at = marks;
    while (at < text.length() && at - marks <= LOWEST && text.charAt(at) == '#') {
      at++;
    }
    int level = at - marks;
    if (level < 1 || level > LOWEST || at == text.length() || !isBlank(text.charAt(at))) {
      return null;
    }
    int newline = text.indexOf('\n', at);
    int end = newline < 0 ? text.length() : newline;
    int last = end;
    while (last > at && (isBlank(text.charAt(last - 1)) || text.charAt(last - 1) == '#')) {
      last--;
    }
    return new Heading(line, end, level, text.substring(at, last).strip());
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
