package taskloom.runner;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A piece of what a cell shows.
public sealed interface CellOutput {
  /// Printed text.
  ///
  /// @param error whether to standard error
  record Printed(boolean error, String text) implements CellOutput {}

  /// Output past the bound, between its start and its end.
  record LeftOut(long bytes) implements CellOutput {}

  /// A value on display, or a figure.
  ///
  /// @param result whether it is the value of the cell's last expression
  /// @param data its text by media type: `text/plain`, `text/html`, `text/latex`
  /// @param figure the picture's file name in the task's folder, or null
  record Shown(boolean result, Map<String, String> data, @Nullable String figure)
      implements CellOutput {
    /// The plain text, perhaps empty.
    public String plain() {
      return data.getOrDefault("text/plain", "");
    }
  }
}
