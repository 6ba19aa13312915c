package taskloom.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Code that was run, and what came of it.
///
/// @param output what it printed and displayed, capped
/// @param error the traceback without colour codes, or what ended it; null when all went well
/// @param figures PNG files in the task's folder that it drew or wrote
/// @param seconds how long it ran
/// @param silent whether it is kept out of the notebook and the stream
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cell(
    String code,
    String output,
    @Nullable String error,
    Ending ending,
    List<String> figures,
    double seconds,
    boolean silent) {

  /// Copies the list.
  public Cell {
    figures = List.copyOf(figures);
  }

  /// The same, showing something else.
  Cell showing(String otherOutput, @Nullable String otherError) {
    return new Cell(code, otherOutput, otherError, ending, figures, seconds, silent);
  }

  /// The same with other code.
  Cell withCode(String other) {
    return new Cell(other, output, error, ending, figures, seconds, silent);
  }

  /// Whether it ran to its end.
  public boolean ok() {
    return ending == Ending.OK;
  }

  /// How running it ended.
  public enum Ending {
    /// It ran to its end.
    OK,
    /// It raised an error; the interpreter goes on.
    RAISED,
    /// It took too long and was stopped.
    TIMED_OUT,
    /// The interpreter died. The next cell runs in a new one in which the cells before were run
    /// again.
    CRASHED
  }
}
