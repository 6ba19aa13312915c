package taskloom.runner;

import java.time.Duration;

/// pandoc could not do it.
public final class ConversionFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String sentence;
  private final String english;

  /// A failure told in both languages.
  public ConversionFailure(String sentence, String english) {
    super(english, null, false, false);
    this.sentence = sentence;
    this.english = english;
  }

  static ConversionFailure late(Duration limit) {
    var seconds = limit.toSeconds();
    return new ConversionFailure(
        "pandoc 超过了 %d 秒的时限".formatted(seconds),
        "pandoc took longer than %d seconds".formatted(seconds));
  }

  static ConversionFailure code(int code) {
    return new ConversionFailure(
        "pandoc 以退出码 %d 结束".formatted(code), "pandoc ended with exit code %d".formatted(code));
  }

  /// Why, in one Chinese sentence for a person.
  public String sentence() {
    return sentence;
  }

  /// The same in English.
  public String englishSentence() {
    return english;
  }
}
