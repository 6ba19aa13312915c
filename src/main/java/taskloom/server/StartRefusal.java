package taskloom.server;

/// Why the server does not start, in one line for the person who started it.
public final class StartRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param sentence what is wrong and what to do about it; no secret in it
  public StartRefusal(String sentence) {
    super(sentence, null, false, false);
  }
}
