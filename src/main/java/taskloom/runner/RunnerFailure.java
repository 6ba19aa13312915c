package taskloom.runner;

/// The runner itself does not work: it cannot be started, does not answer, or is closed. Not the
/// fault of the code in the cell; the message is for a person.
public final class RunnerFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String sentence;

  /// A failure told in `sentence`.
  public RunnerFailure(String sentence) {
    super(sentence, null, false, true);
    this.sentence = sentence;
  }

  /// What a person is told.
  public String sentence() {
    return sentence;
  }
}
