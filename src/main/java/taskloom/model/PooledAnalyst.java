package taskloom.model;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import taskloom.wire.TaskInput;

/// Asks an analyst that computes its answer on the threads of a [CpuPool] instead of the caller's.
public final class PooledAnalyst implements Analyst {
  /// What a character takes the embedded analyst, roughly.
  private static final Duration A_CHARACTER = Duration.ofNanos(15_000);

  private final Analyst analyst;
  private final CpuPool pool;

  /// `analyst` on `pool`.
  public PooledAnalyst(Analyst analyst, CpuPool pool) {
    this.analyst = analyst;
    this.pool = pool;
  }

  @Override
  public String name() {
    return analyst.name();
  }

  @Override
  public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
    var expected = A_CHARACTER.multipliedBy(input.words().length());
    try {
      return pool.call(expected, () -> analyst.analyse(input));
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case AnalysisFailure failure -> throw failure;
        case InterruptedException interrupted -> throw interrupted;
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
