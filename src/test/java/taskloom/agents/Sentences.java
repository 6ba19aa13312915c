package taskloom.agents;

import java.util.regex.Pattern;
import org.assertj.core.api.Condition;

/// Which language a sentence is in.
final class Sentences {
  private static final Pattern CHINESE = Pattern.compile("[一-鿿]");

  private Sentences() {}

  /// Chinese has Chinese characters in it, English has none.
  static Condition<String> in(Language language) {
    return new Condition<>(
        sentence -> CHINESE.matcher(sentence).find() == (language == Language.CHINESE),
        "in %s",
        language);
  }
}
