package taskloom.runner;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.OutOfMemory;
import taskloom.runner.CellOutcome.Raised;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.runner.CellOutcome.Vanished;

/// What became of a cell.
///
/// @param outputs what it showed, in order; printed neighbours joined
/// @param figures pictures it made or changed: file names in the task's folder
/// @param executionCount as in a notebook, `[1]`; 0 when the interpreter did not live to tell
/// @param leftOut bytes of output past the bound
public record CellResult(
    CellOutcome outcome,
    List<CellOutput> outputs,
    List<String> figures,
    Duration executionTime,
    int executionCount,
    long leftOut) {

  /// Everything it showed as plain text, without the traceback.
  public String text() {
    var text = new StringBuilder();
    for (var output : outputs) {
      switch (output) {
        case CellOutput.Printed printed -> text.append(printed.text());
        case CellOutput.Shown shown -> {
          if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
          }
          text.append(shown.plain()).append('\n');
        }
      }
    }
    return text.toString();
  }

  /// What went wrong, for the model and for people; null when nothing did.
  public @Nullable String error() {
    return switch (outcome) {
      case Succeeded() -> null;
      case Raised(var _, var _, var traceback) -> traceback;
      case TimedOut(var limit, var alive) ->
          String.format(
              Locale.ROOT,
              "The cell ran longer than %d s and was stopped%s",
              limit.toSeconds(),
              alive
                  ? "; the interpreter's state is kept."
                  : ". It did not react, so the interpreter was ended; its state is lost.");
      case OutOfMemory(var explanation, var _) -> explanation;
      case Crashed(var explanation) -> explanation;
      case Vanished() ->
          "The runner container ended while the cell ran; the interpreter's state is lost.";
    };
  }
}
