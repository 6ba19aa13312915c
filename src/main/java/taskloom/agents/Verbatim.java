package taskloom.agents;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what was quoted from a text in that text, whatever became of its blanks and punctuation on
/// the way.
public final class Verbatim {
  private Verbatim() {}

  /// The passage of `text` with the same letters and digits as `quoted`, as it stands in the text.
  public static Optional<String> find(String text, String quoted) {
    var wanted = letters(quoted, null);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    var places = new int[text.length() * 4 + 4];
    int at = letters(text, places).indexOf(wanted);
    if (at < 0 || at + wanted.length() > places.length) {
      return Optional.empty();
    }
    int end = places[at + wanted.length() - 1] + 1;
    while (end < text.length() && "。？！；.?!;)）".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return Optional.of(text.substring(places[at], end));
  }

  /// Letters and digits alone, in lower case and compatibility form.
  ///
  /// @param places filled with where each came from, when not null
  private static String letters(String text, int @Nullable [] places) {
    var result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char here = text.charAt(i);
      var plain =
          here < 128
              ? String.valueOf(Character.toLowerCase(here))
              : Normalizer.normalize(text.substring(i, i + 1), Normalizer.Form.NFKC)
                  .toLowerCase(Locale.ROOT);
      for (int j = 0; j < plain.length(); j++) {
        if (Character.isLetterOrDigit(plain.charAt(j))) {
          if (places != null && result.length() < places.length) {
            places[result.length()] = i;
          }
          result.append(plain.charAt(j));
        }
      }
    }
    return result.toString();
  }
}
