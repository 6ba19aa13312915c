package taskloom.agents;

import java.util.List;

/// One finished part: how it was to be solved, what came of it, the code that was run, and every
/// figure of it that exists.
///
/// @param cells all of them, failed ones too, in order
/// @param figures PNG files that exist, each once; captions where the Coder gave them
public record PartWork(PartPlan plan, Solution solution, List<Cell> cells, List<Figure> figures) {
  /// Copies the lists.
  public PartWork {
    cells = List.copyOf(cells);
    figures = List.copyOf(figures);
  }

  /// The part.
  public Part part() {
    return plan.part();
  }
}
