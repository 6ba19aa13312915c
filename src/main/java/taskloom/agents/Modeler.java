package taskloom.agents;

import java.util.List;

/// Chooses a model for each part.
public interface Modeler {
  /// One plan for each of [Study#parts], in that order. May run code to look at the data. Blocks
  /// the calling virtual thread.
  ///
  /// @throws ModelingFailure when there is no plan to be had
  List<PartPlan> plan(Study study, Desk desk) throws ModelingFailure, InterruptedException;
}
