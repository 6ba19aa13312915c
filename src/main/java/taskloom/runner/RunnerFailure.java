package taskloom.runner;

import java.time.Duration;

/// The runner itself does not work: it cannot be started, does not answer, or is closed. Not the
/// fault of the code in the cell.
public final class RunnerFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Reason reason;

  /// Why it does not work, for whoever says so in words.
  public sealed interface Reason {
    /// Model-written code does not run on this machine.
    ///
    /// @param message what to install or set, for the operator
    record NoSandbox(String message) implements Reason {}

    /// There is no runner's container, or it does not answer.
    record NoAnswer() implements Reason {}

    /// Every place in the runner's container is taken.
    record Full() implements Reason {}

    /// The interpreter ended before it could run anything.
    record NotStarted() implements Reason {}

    /// It did not start within this time.
    record Late(Duration limit) implements Reason {}

    /// What ran before in the task's folder has not ended, or nobody can tell.
    record StillRunning() implements Reason {}

    /// It has ended, or was closed.
    record Closed() implements Reason {}
  }

  /// A failure for this reason.
  public RunnerFailure(Reason reason) {
    super(reason.toString(), null, false, true);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }
}
