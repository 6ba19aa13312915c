package taskloom.model.analyst;

import java.util.Locale;

/// The language an answer is given in: that of the text.
enum Lang {
  ZH,
  EN;

  /// The key of this language in the knowledge files.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
