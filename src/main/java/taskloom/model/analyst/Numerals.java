package taskloom.model.analyst;

import java.util.Map;

/// Numbers as people write them: digits, Chinese numerals, English number words.
///
/// @param words English number words, with spaces for hyphens
record Numerals(Map<String, Double> words) {
  private static final String DIGITS = "零一二三四五六七八九";

  /// The number a text writes, or NaN when it is none.
  double parse(String text) {
    String plain = text.strip().replace('-', ' ');
    Double word = words.get(plain);
    if (word != null) {
      return word;
    }
    if (plain.isEmpty()) {
      return Double.NaN;
    }
    if (plain.charAt(0) >= '0' && plain.charAt(0) <= '9') {
      return digits(plain);
    }
    return chinese(plain);
  }

  private static double digits(String text) {
    int end = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    try {
      return Double.parseDouble(text.substring(0, end));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static double chinese(String text) {
    int total = 0;
    int digit = -1;
    int read = 0;
    boolean positional = text.indexOf('十') < 0 && text.indexOf('百') < 0 && text.indexOf('廿') < 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c == '两' ? 2 : c == '〇' ? 0 : DIGITS.indexOf(c);
      if (value >= 0) {
        if (positional) {
          total = total * 10 + value;
        } else {
          digit = value;
        }
      } else if (c == '十') {
        total += (digit <= 0 ? 1 : digit) * 10;
        digit = -1;
      } else if (c == '廿') {
        total += 20;
      } else if (c == '百') {
        total += (digit < 0 ? 1 : digit) * 100;
        digit = -1;
      } else {
        break;
      }
      read++;
    }
    return read == 0 ? Double.NaN : total + Math.max(digit, 0);
  }
}
