package taskloom.engine;

/// The engine's figures since the start.
///
/// @param waiting tasks in this process's queue
/// @param working tasks at work in this process
/// @param inQueue how long tasks waited from submission to each attempt
/// @param inWork how long attempts took
public record WorkFigures(int waiting, int working, Histogram inQueue, Histogram inWork) {
  /// Counted durations.
  ///
  /// @param boundsMillis inclusive upper bounds
  /// @param counts one for each bound (not cumulative), and a last one for what is above them all
  /// @param totalMillis the sum of all durations
  public record Histogram(long[] boundsMillis, long[] counts, long totalMillis) {}
}
