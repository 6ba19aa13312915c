package taskloom.wire;

import com.fasterxml.jackson.databind.JsonNode;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What text from outside must be before it is stored, and what cutting it must leave it:
/// well-formed Unicode. A lone surrogate (which a JSON escape can smuggle in) has no UTF-8, so it
/// could never be sent back as it came.
public final class Texts {
  private Texts() {}

  /// Whether every surrogate in `text` has its partner.
  public static boolean isWellFormed(CharSequence text) {
    for (var i = 0; i < text.length(); i++) {
      var unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (Character.isLowSurrogate(unit)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// The first `most` UTF-16 units, or one less where that would split a character.
  public static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean splits = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, splits ? most - 1 : most);
  }

  /// The last `most` UTF-16 units, or one less where that would split a character.
  public static String end(String text, int most) {
    int from = text.length() - most;
    if (from <= 0) {
      return text;
    }
    boolean splits = most > 0 && Character.isLowSurrogate(text.charAt(from));
    return text.substring(splits ? from + 1 : from);
  }

  /// Refuses a text that is not well-formed.
  ///
  /// @throws Refusal `INVALID_UTF8`
  public static void requireWellFormed(CharSequence text) {
    if (!isWellFormed(text)) {
      throw Refusal.inBoth(
          ErrorCode.INVALID_UTF8,
          "文本不是有效的Unicode：含有孤立的代理字符",
          "The text is not valid Unicode: it holds a lone surrogate");
    }
  }

  /// Refuses a tree with a name or a string that is not well-formed. Depth is bounded by the parser
  /// ([Json#MAX_DEPTH]).
  ///
  /// @throws Refusal `INVALID_UTF8`
  public static void requireWellFormed(JsonNode node) {
    if (node.isTextual()) {
      requireWellFormed(node.textValue());
    }
    for (var member : node.properties()) {
      requireWellFormed(member.getKey());
      requireWellFormed(member.getValue());
    }
    if (node.isArray()) {
      node.forEach(Texts::requireWellFormed);
    }
  }
}
