package taskloom.runner;

import java.time.Duration;

/// How a cell ended.
public sealed interface CellOutcome {
  /// Whether the interpreter, with all its state, is still there; else it must be restarted.
  default boolean interpreterAlive() {
    return true;
  }

  /// It ran to its end.
  record Succeeded() implements CellOutcome {}

  /// It raised an exception.
  ///
  /// @param name the exception's class
  /// @param traceback plain text, without colour codes
  record Raised(String name, String value, String traceback) implements CellOutcome {}

  /// It ran longer than `limit`.
  record TimedOut(Duration limit, boolean interpreterAlive) implements CellOutcome {}

  /// It wanted more memory than there is for one process, and was refused it.
  ///
  /// @param traceback as of [Raised]
  record OutOfMemory(String traceback) implements CellOutcome {}

  /// It took the interpreter down: a crash in native code, `os._exit`, too much memory or disk,
  /// killed from outside.
  record Crashed(Crash crash) implements CellOutcome {
    @Override
    public boolean interpreterAlive() {
      return false;
    }
  }

  /// The runner's container ended, or was ended, while the cell ran or was about to. The cell is
  /// not to blame, as far as that can be told: it may be run again.
  record Vanished() implements CellOutcome {
    @Override
    public boolean interpreterAlive() {
      return false;
    }
  }
}
