package taskloom.agents.artifact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the images of a text in whatever notation: `![caption](target "title"){attributes}`,
/// `![caption][reference]`, `<img …>` and `\includegraphics[…]{…}`. Only the first has a target;
/// the others show a file that nobody can check. Linear, however many brackets are never closed.
public final class Images {
  private static final String TEX = "\\includegraphics";
  private final String text;
  private final Scan scan;

  /// For each opening square bracket the place of the one that closes it, or -1.
  private final int[] closing;

  /// One image; target and caption are empty where it is none that can be kept.
  public record Image(int start, int end, String caption, String target) {}

  /// Those of `text`.
  public Images(String text) {
    this.text = text;
    this.scan = new Scan(text);
    this.closing = closing(text);
  }

  /// All of them, in their order.
  public List<Image> all() {
    var all = new ArrayList<Image>();
    for (var image = next(0); image != null; image = next(image.end())) {
      all.add(image);
    }
    return all;
  }

  /// The first image from `from` on, or null.
  @Nullable Image next(int from) {
    for (int at = from; at < text.length(); at++) {
      var image =
          switch (text.charAt(at)) {
            case '!' -> markdown(at);
            case '<' -> html(at);
            case '\\' -> tex(at);
            default -> null;
          };
      if (image != null) {
        return image;
      }
    }
    return null;
  }

  private @Nullable Image markdown(int at) {
    int close = scan.at(at + 1) == '[' ? closing[at + 1] : -1;
    if (close < 0) {
      return null;
    }
    if (scan.at(close + 1) == '[') {
      int end = closing[close + 1];
      return end < 0 ? null : new Image(at, end + 1, "", "");
    }
    if (scan.at(close + 1) != '(') {
      return null;
    }
    int target = scan.afterSpace(close + 2);
    int targetEnd = targetEnd(target);
    int end = targetEnd < 0 ? -1 : end(targetEnd);
    return end < 0
        ? null
        : new Image(
            at,
            attributesEnd(end),
            text.substring(at + 2, close),
            text.substring(target, targetEnd));
  }

  /// The end of `<…>` on one line, or of what has no blanks and no parentheses but in pairs; -1
  /// when neither.
  private int targetEnd(int from) {
    if (scan.at(from) == '<') {
      int close = scan.next(">", from);
      return close < text.length() && close < scan.next("\n", from) ? close + 1 : -1;
    }
    int at = from;
    boolean inside = false;
    while (at < text.length() && !Scan.isSpace(text.charAt(at))) {
      char c = text.charAt(at);
      if (c == '(' && inside) {
        return -1;
      }
      if (c == ')' && !inside) {
        return at;
      }
      inside = c == '(' || (inside && c != ')');
      at++;
    }
    return inside ? -1 : at;
  }

  /// Past a title and the closing parenthesis; -1 where it does not close.
  private int end(int from) {
    int at = scan.afterSpace(from);
    char quote = scan.at(at);
    if (at > from && (quote == '"' || quote == '\'')) {
      int close = scan.next(String.valueOf(quote), at + 1);
      if (close == text.length()) {
        return -1;
      }
      at = scan.afterSpace(close + 1);
    }
    return scan.at(at) == ')' ? at + 1 : -1;
  }

  private int attributesEnd(int from) {
    int close = scan.at(from) == '{' ? scan.next("}", from) : text.length();
    return close < text.length() && close < scan.next("\n", from) ? close + 1 : from;
  }

  private @Nullable Image html(int at) {
    boolean tag =
        text.regionMatches(true, at + 1, "img", 0, 3)
            && !Character.isLetterOrDigit(scan.at(at + 4))
            && scan.at(at + 4) != '_';
    int close = tag ? scan.next(">", at) : text.length();
    return close < text.length() ? new Image(at, close + 1, "", "") : null;
  }

  private @Nullable Image tex(int at) {
    if (!scan.has(TEX, at)) {
      return null;
    }
    int brace = at + TEX.length();
    if (scan.at(brace) == '[') {
      brace = Math.min(scan.next("]", brace) + 1, text.length());
    }
    int close = scan.at(brace) == '{' ? scan.next("}", brace) : text.length();
    return close < text.length() ? new Image(at, close + 1, "", "") : null;
  }

  private static int[] closing(String text) {
    var closing = new int[text.length()];
    Arrays.fill(closing, -1);
    // The open brackets, as a stack in the array itself: each knows the one around it.
    int open = -1;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '[' -> {
          closing[i] = -2 - open;
          open = i;
        }
        case ']' -> {
          if (open >= 0) {
            int around = -2 - closing[open];
            closing[open] = i;
            open = around;
          }
        }
        default -> {}
      }
    }
    while (open >= 0) {
      int around = -2 - closing[open];
      closing[open] = -1;
      open = around;
    }
    return closing;
  }
}
