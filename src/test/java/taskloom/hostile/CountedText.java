package taskloom.hostile;

/// A text that counts how often a character of it is looked at: what an expression costs, without a
/// clock. Past a bound it refuses.
final class CountedText implements CharSequence {
  private final String text;
  private final long most;
  private long steps;

  /// @param most looks that are allowed
  CountedText(String text, long most) {
    this.text = text;
    this.most = most;
  }

  /// Too many looks.
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("too many steps", null, false, false);
    }
  }

  long steps() {
    return steps;
  }

  @Override
  public char charAt(int index) {
    if (++steps > most) {
      throw new TooMany();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
