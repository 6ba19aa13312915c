package taskloom.agents;

import java.util.List;

/// Solves one part with code that runs.
public interface Coder {
  /// Solves the part of `plan` by [Desk#execute]; the interpreter holds what the parts before left
  /// there. A part that cannot be solved is a [Solution] that says so, not a failure of the task.
  /// Blocks the calling virtual thread.
  ///
  /// @param before the finished parts, solved or not, in order
  /// @throws ModelingFailure when the whole task cannot go on
  Solution solve(Study study, PartPlan plan, List<PartWork> before, Desk desk)
      throws ModelingFailure, InterruptedException;
}
