package taskloom.agents;

/// Splits a problem into its questions.
public interface Coordinator {
  /// What the problem is about and what it asks, in the problem's own words: every question's text
  /// occurs in [Problem#text]. Blocks the calling virtual thread.
  ///
  /// @throws ModelingFailure [FailureType#NOT_A_MODELING_PROBLEM] with the reason when it is none,
  ///   [FailureType#NEEDS_A_MODEL] when these agents cannot take it on
  Brief coordinate(Problem problem, Desk desk) throws ModelingFailure, InterruptedException;
}
