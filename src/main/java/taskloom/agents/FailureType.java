package taskloom.agents;

/// Why a modelling task failed as a whole: the `error_type` on the wire.
public enum FailureType {
  NOT_A_MODELING_PROBLEM("NotAModelingProblem"),
  /// It may be one, but not for agents without a language model.
  NEEDS_A_MODEL("NeedsModel"),
  /// No data file can be read.
  UNREADABLE_DATA("UnreadableData"),
  /// The model API refuses the key or has no balance: trying again cannot help.
  MODEL_REFUSED("ModelRefused"),
  /// The model API cannot be reached or fails, after retrying.
  MODEL_UNAVAILABLE("ModelUnavailable"),
  /// The model answers nothing that can be used, after it was told so.
  UNUSABLE_ANSWER("UnusableModelAnswer"),
  TOKEN_BUDGET_EXCEEDED("TokenBudgetExceeded"),
  /// No code can be run on this machine, or no longer.
  NO_INTERPRETER("CodeExecutionUnavailable"),
  /// Not one question could be solved.
  NOTHING_SOLVED("CodeExecutionError"),
  /// The task's input is not a modelling request.
  INVALID_REQUEST("InvalidRequest"),
  /// Told by the engine: out of time, too many attempts, an internal error.
  TASK_FAILED("TaskFailed");

  private final String wireName;

  FailureType(String wireName) {
    this.wireName = wireName;
  }

  /// `NotAModelingProblem`, …
  public String wireName() {
    return wireName;
  }
}
