package taskloom.runner;

/// Hears a cell's output while it runs, on the thread that executes the cell. Must not block: the
/// cell waits for it.
@FunctionalInterface
public interface CellListener {
  /// For who wants the result only.
  CellListener NONE = _ -> {};

  /// A piece of output, in order.
  void onOutput(CellOutput output);
}
