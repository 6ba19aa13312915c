package taskloom.runner;

import java.time.Duration;

/// pandoc could not do it.
public final class ConversionFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String sentence;

  /// A failure told in `sentence`.
  public ConversionFailure(String sentence) {
    super(sentence, null, false, false);
    this.sentence = sentence;
  }

  static ConversionFailure late(Duration limit) {
    return new ConversionFailure("pandoc 超过了 " + limit.toSeconds() + " 秒的时限");
  }

  static ConversionFailure code(int code) {
    return new ConversionFailure("pandoc 以退出码 " + code + " 结束");
  }

  /// Why, in one sentence for a person.
  public String sentence() {
    return sentence;
  }
}
