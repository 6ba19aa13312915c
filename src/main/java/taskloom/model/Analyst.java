package taskloom.model;

import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// Answers a reasoning task: the model API, the embedded analyst, or one with the other behind it.
public interface Analyst {
  /// What `/status` and `result.engine` call it.
  String name();

  /// Analyses `input`; blocks the calling virtual thread. Safe from many threads.
  ///
  /// @throws AnalysisFailure when there is no answer and trying again here will not help; its
  ///   message is for the client
  /// @throws InterruptedException when the task is cancelled, out of time or the server stops; the
  ///   call upstream is ended
  Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException;

  /// An analysis and what it cost.
  record Answer(Analysis analysis, TokenUsage usage) {}
}
