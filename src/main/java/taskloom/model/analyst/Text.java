package taskloom.model.analyst;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A text and its form for matching: lower case, half width, simplified, blanks as spaces. Both
/// have the same length, so that a place in one is the same place in the other.
///
/// @param scripts `zh` where it has Chinese characters, `en` where it has Latin letters, `1` where
///   it has digits
record Text(String raw, String norm, Lang lang, Set<String> scripts) {

  /// A text and its form for matching.
  ///
  /// @param simplified traditional characters and their simplified forms
  static Text of(String raw, Map<Character, Character> simplified) {
    var norm = new char[raw.length()];
    int han = 0;
    int words = 0;
    boolean inWord = false;
    boolean digits = false;
    for (int i = 0; i < norm.length; i++) {
      char c = normal(raw.charAt(i));
      if (isHan(c)) {
        c = simplified.getOrDefault(c, c);
        han++;
      }
      digits |= Character.isDigit(c);
      boolean latin = isLatin(c);
      if (latin && !inWord) {
        words++;
      }
      inWord = latin || (inWord && c == '\'');
      norm[i] = c;
    }
    var scripts = new HashSet<String>();
    if (han > 0) {
      scripts.add("zh");
    }
    if (words > 0) {
      scripts.add("en");
    }
    if (digits) {
      scripts.add("1");
    }
    return new Text(raw, new String(norm), han > 0 && han >= words ? Lang.ZH : Lang.EN, scripts);
  }

  private static char normal(char c) {
    if (c >= 0xFF01 && c <= 0xFF5E) {
      return Character.toLowerCase((char) (c - 0xFEE0));
    } else if (c == '’' || c == '‘') {
      c = '\'';
    } else if (c != '\n' && (Character.isWhitespace(c) || c == 0xA0 || c == 0x3000)) {
      c = ' ';
    }
    return Character.toLowerCase(c);
  }

  static boolean isHan(char c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
  }

  static boolean isLatin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x24F);
  }

  static boolean endsSentence(char c) {
    return switch (c) {
      case '。', '!', '?', ';', '\n', '…' -> true;
      default -> false;
    };
  }

  /// Whether a sentence ends between the two places.
  boolean breaksBetween(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = norm.charAt(i);
      if (endsSentence(c)
          || (c == '.'
              && i + 1 < norm.length()
              && norm.charAt(i + 1) == ' '
              && i > 1
              && norm.charAt(i - 2) != '.'
              && norm.charAt(i - 2) != ' ')) {
        return true;
      }
    }
    return false;
  }
}
