package taskloom.testing;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import taskloom.model.AnalysisFailure;
import taskloom.model.Analyst;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.TaskInput;

/// An analyst that does what the text says: one that begins with `fail` fails, one that begins with
/// `hold` waits until [#release] of that text. The summary is the text itself, so that a hostile
/// one comes back.
public final class GatedAnalyst implements Analyst {
  private final ConcurrentHashMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();

  /// Lets tasks of this text go on.
  public void release(String text) {
    gate(text).countDown();
  }

  @Override
  public String name() {
    return "gated";
  }

  @Override
  public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
    if (input.words().startsWith("fail")) {
      throw new AnalysisFailure("DeepSeek API调用失败: 网络超时", TokenUsage.NONE);
    }
    if (input.words().startsWith("hold")) {
      gate(input.words()).await();
    }
    var entities =
        List.of(
            new Analysis.Entity("time", "明早七点", "2025-09-02T07:00:00+08:00"),
            new Analysis.Entity("place", "机场", "机场"),
            new Analysis.Entity("item", "身份证", "身份证"));
    return new Answer(
        new Analysis(
            "trip",
            0.85,
            List.of("行李", "交通工具", "登机牌"),
            input.words(),
            "建议提前一晚准备好证件和行李，\n预留两小时去机场。",
            entities,
            List.of("出行", "早起"),
            "high",
            name()),
        TokenUsage.NONE);
  }

  private CountDownLatch gate(String text) {
    return gates.computeIfAbsent(text, _ -> new CountDownLatch(1));
  }
}
