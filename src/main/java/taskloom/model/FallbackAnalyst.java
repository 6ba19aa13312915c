package taskloom.model;

import taskloom.wire.TaskInput;

/// Asks one analyst, and another where the first has no answer: the model, and the embedded analyst
/// while the model is down. `result.engine` tells who answered. An interruption is no failure and
/// is passed on.
public final class FallbackAnalyst implements Analyst {
  private static final System.Logger LOG = System.getLogger(FallbackAnalyst.class.getName());

  private final Analyst first;
  private final Analyst second;

  /// `second` stands in for `first`.
  public FallbackAnalyst(Analyst first, Analyst second) {
    this.first = first;
    this.second = second;
  }

  /// Both names, the one that is asked first in front.
  @Override
  public String name() {
    return first.name() + ", " + second.name();
  }

  /// @throws AnalysisFailure when neither has an answer; it tells why the first had none
  @Override
  public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
    try {
      return first.analyse(input);
    } catch (AnalysisFailure down) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> "%s answers instead: %s".formatted(second.name(), down.sentence()));
      return standIn(input, down);
    }
  }

  private Answer standIn(TaskInput input, AnalysisFailure down)
      throws AnalysisFailure, InterruptedException {
    try {
      var answer = second.analyse(input);
      return new Answer(answer.analysis(), down.usage().plus(answer.usage()));
    } catch (AnalysisFailure failure) {
      throw new AnalysisFailure(down.sentence(), down.usage().plus(failure.usage()));
    }
  }
}
