package taskloom.playbook;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/// Where the items of a numbered text begin. The expressions below begin with the word or the
/// number itself; whether one stands where an item may begin is looked up in a table made in one
/// pass, so that no run of blanks is read twice.
final class Numbering {
  private static final String NUMERAL = "(\\d{1,2}|[一二三四五六七八九十]{1,3})";

  /// Ways of numbering, the surest first; group 1 is the number.
  enum Way {
    QUESTION_WORD("(?:问题|任务|题目|小题)\\s*" + NUMERAL + "(?![一-鿿\\d])\\**\\s*[、:：.．)）]?", true, true),
    NTH_QUESTION("第\\s*" + NUMERAL + "\\s*(?:问|题|小题)\\s*[、:：.．]?", true, true),
    ENGLISH_WORD(
        "(?i)(?:question|problem|task|requirement|part|q)\\s*(?:\\.\\s*)?(\\d{1,2})(?!\\d)\\**\\s*[:：.)–—-]?",
        true,
        true),
    BRACKETED("(?:^|(?<=[\\n\\s。；;：:.,，]))[(（]\\s*" + NUMERAL + "\\s*[)）]", false, false),
    BARE(NUMERAL + "\\s*(?:[、．)）]|\\.(?!\\d))", true, false),
    CIRCLED("([①-⑩])", false, false);

    private final Pattern pattern;
    private final boolean opens;
    private final boolean named;

    /// @param opens whether it counts at the beginning of a line or sentence only
    /// @param named whether it calls a question a question
    Way(String expression, boolean opens, boolean named) {
      this.pattern = Pattern.compile(expression);
      this.opens = opens;
      this.named = named;
    }

    boolean named() {
      return named;
    }
  }

  /// Headings after the last question that are no part of it.
  private static final List<String> TAILS =
      List.of(
          "附件",
          "附录",
          "附表",
          "数据说明",
          "说明",
          "注",
          "备注",
          "参考文献",
          "提示",
          "attachment",
          "appendix",
          "note",
          "reference",
          "data description",
          "data file",
          "glossary");

  private final String text;

  /// The places before which nothing but marks and blanks stands in the line or sentence.
  private final BitSet open;

  /// One item's number.
  ///
  /// @param start where the number's marks and words begin
  /// @param end where the item's text begins
  record Marker(int start, int end, int number) {}

  Numbering(String text) {
    this.text = text;
    this.open = new BitSet(text.length() + 1);
    open.set(0);
    for (int i = 1; i <= text.length(); i++) {
      char before = text.charAt(i - 1);
      open.set(i, "\n。；;：:!?！？.".indexOf(before) >= 0 || (isMark(before) && open.get(i - 1)));
    }
  }

  /// What may stand before a number at the beginning of a line.
  private static boolean isMark(char c) {
    return " \t\n\u000b\f\r#*>-—".indexOf(c) >= 0;
  }

  /// The items of one way of numbering, in the order of the text.
  List<Marker> markers(Way way) {
    var markers = new ArrayList<Marker>();
    var matcher = way.pattern.matcher(text);
    while (matcher.find()) {
      if (!way.opens || open.get(matcher.start())) {
        int start = way.opens ? marksBefore(matcher.start()) : matcher.start();
        markers.add(new Marker(start, matcher.end(), numeral(matcher.group(1))));
      }
    }
    return markers;
  }

  /// Where the marks before a number begin.
  private int marksBefore(int from) {
    int start = from;
    while (start > 0 && isMark(text.charAt(start - 1)) && open.get(start - 1)) {
      start--;
    }
    return start;
  }

  /// Where a heading after the last question begins; the text's length when there is none.
  static int tail(String text) {
    int line = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line = line < 0 ? i : line;
      } else if (!isMark(c) && c != '【' && c != '[') {
        if (line >= 0 && isTail(text, i)) {
          return line;
        }
        line = -1;
      }
    }
    return text.length();
  }

  private static boolean isTail(String text, int at) {
    return TAILS.stream().anyMatch(tail -> text.regionMatches(true, at, tail, 0, tail.length()));
  }

  private static int numeral(String text) {
    char first = text.charAt(0);
    if (first >= '①' && first <= '⑩') {
      return first - '①' + 1;
    }
    if (Character.isDigit(first)) {
      return Integer.parseInt(text);
    }
    int ten = text.indexOf('十');
    if (ten < 0) {
      return "一二三四五六七八九".indexOf(first) + 1;
    }
    int tens = ten == 0 ? 1 : numeral(text.substring(0, ten));
    return tens * 10 + (ten + 1 < text.length() ? numeral(text.substring(ten + 1)) : 0);
  }
}
