package taskloom.hostile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Texts that an expression may take long for: repeats of its words and signs, alone and two by
/// two, behind its beginnings, and never quite what it looks for.
final class Worst {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\\\?[A-Za-z]{2,}|[一-鿿]{1,4}|(?:\\\\[^\\w\\s]|[^\\w\\s一-鿿\\\\()|?*+.^$]){1,12}");
  private static final List<String> SIGNS =
      List.of(
          "\n", " ", "\t", "a", "Aa ", "x", "0", "1", "12", "一", "十", "第", "点", "(", "[", "{", "]",
          "\\", "$", "*", "#", "`", "!", "<", ",", "，", ".", ":", "-", "/", "@", "W1", "\u3000",
          "é", "。", "1.", "a@", "，一", " \n", "1 ", "a ", "\"", "=", ";");

  /// How a text of any length is made: `head`, then `unit` again and again, then `tail`.
  record Text(String head, String unit, String tail) {
    String of(int length) {
      int times = Math.max(1, (length - head.length() - tail.length()) / unit.length());
      return head + unit.repeat(times) + tail;
    }
  }

  private Worst() {}

  static List<Text> texts(Pattern pattern, Random random, int pairs) {
    var words = words(pattern);
    var units = new ArrayList<>(SIGNS);
    units.addAll(words);
    var texts = new LinkedHashSet<Text>();
    for (var unit : units) {
      texts.add(new Text("", unit, ""));
      texts.add(new Text("", unit, "\u0001"));
    }
    var own = new ArrayList<>(words.isEmpty() ? SIGNS : words);
    for (int i = 0; i < pairs; i++) {
      var first = own.get(random.nextInt(own.size()));
      var second = units.get(random.nextInt(units.size()));
      texts.add(new Text("", first + second, "\u0001"));
      texts.add(new Text(first, second, "\u0001"));
      texts.add(new Text("", first + second + own.get(random.nextInt(own.size())), ""));
    }
    return List.copyOf(texts);
  }

  /// The words and signs that the expression is made of.
  private static Set<String> words(Pattern pattern) {
    return WORDS
        .matcher(pattern.pattern())
        .results()
        .map(found -> found.group())
        .map(word ->
            word.length() > 1
                ? word.replace("\\\\", "\0").replace("\\", "").replace('\0', '\\')
                : word)
        .limit(200)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
