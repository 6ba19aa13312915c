package taskloom.runner;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

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
  ///
  /// @param notice a line in place of so many bytes that were left out
  public String text(LongFunction<String> notice) {
    var text = new StringBuilder();
    for (var output : outputs) {
      switch (output) {
        case CellOutput.Printed printed -> text.append(printed.text());
        case CellOutput.Shown shown -> line(text, shown.plain());
        case CellOutput.LeftOut(var bytes) -> line(text, notice.apply(bytes));
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    text.append(line).append('\n');
  }
}
