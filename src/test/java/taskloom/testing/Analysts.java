package taskloom.testing;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import taskloom.model.AnalysisFailure;
import taskloom.model.Analyst;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// Analysts for tests of what is around them.
public final class Analysts {
  private Analysts() {}

  /// Answers at once, with the words as summary; fails where they begin with `fail`, and waits
  /// until interrupted where they begin with `wait`.
  public static Analyst scripted() {
    return new Scripted();
  }

  private static final class Scripted implements Analyst {
    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
      if (input.words().startsWith("fail")) {
        throw new AnalysisFailure("DeepSeek API调用失败: 网络超时", TokenUsage.NONE);
      }
      if (input.words().startsWith("wait")) {
        new CountDownLatch(1).await();
      }
      return new Answer(
          new Analysis("other", 0.5, List.of("行李"), input.words(), "计划", null, null, null, name()),
          TokenUsage.NONE);
    }
  }
}
