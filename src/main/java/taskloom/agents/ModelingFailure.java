package taskloom.agents;

/// The end of a task that failed: told once, as its last message (`error`).
public final class ModelingFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final FailureType type;
  private final String sentence;
  private final String details;

  /// @param sentence what went wrong and what to do next, for a person; no key, header, address or
  ///   host path
  public ModelingFailure(FailureType type, String sentence) {
    this(type, sentence, "");
  }

  /// @param details what was found, as `NameError: name 'pandas' is not defined`; may be empty
  public ModelingFailure(FailureType type, String sentence, String details) {
    super(sentence, null, false, false);
    this.type = type;
    this.sentence = sentence.replace('\n', ' ');
    this.details = details;
  }

  /// As the task's `error`: `NotAModelingProblem: sentence`, and the details on a line of their
  /// own.
  public String toError() {
    return type.wireName() + ": " + sentence + (details.isEmpty() ? "" : "\n" + details);
  }

  /// Reads [#toError]; any other text is the engine's own sentence about a task that failed.
  public static ModelingFailure ofError(String error) {
    for (var type : FailureType.values()) {
      var prefix = type.wireName() + ": ";
      if (error.startsWith(prefix)) {
        var lines = error.substring(prefix.length()).split("\n", 2);
        return new ModelingFailure(type, lines[0], lines.length == 2 ? lines[1] : "");
      }
    }
    return new ModelingFailure(FailureType.TASK_FAILED, error);
  }

  /// Its `error_type`.
  public FailureType type() {
    return type;
  }

  /// Its `message`.
  public String sentence() {
    return sentence;
  }

  /// Its `details`.
  public String details() {
    return details;
  }
}
