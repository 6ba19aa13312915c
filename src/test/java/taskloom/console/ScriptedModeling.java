package taskloom.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import taskloom.agents.TokenLedger;
import taskloom.engine.TaskLog;
import taskloom.engine.TaskWork;
import taskloom.runner.Workspaces;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;
import taskloom.wire.StreamMessage;
import taskloom.wire.StreamMessage.AgentMessage;
import taskloom.wire.StreamMessage.CodeExecutionMessage;
import taskloom.wire.StreamMessage.CompletionMessage;
import taskloom.wire.StreamMessage.ErrorMessage;
import taskloom.wire.StreamMessage.ProgressMessage;
import taskloom.wire.StreamMessage.StepMessage;
import taskloom.wire.StreamMessage.SystemMessage;
import taskloom.wire.StreamMessages;

/// Modelling work that does what the problem's text says: `fail` fails after a failing cell,
/// `hostile` says hostile things, `many` says ten thousand things; anything else is a good run.
/// With `hold` in the text it waits half-way until [#release] of its title, its first half kept as
/// a checkpoint.
public final class ScriptedModeling implements TaskWork {
  static final int MANY = 10_000;
  static final String HOSTILE =
      """
      <img src=x onerror="window.hacked='img'"><svg onload="window.hacked='svg'"></svg>
      <script>window.hacked='script'</script><style>body{display:none}</style>
      [click](javascript:window.hacked='link') <a href="data:text/html,x">data</a>
      <iframe srcdoc="<script>parent.hacked='frame'</script>"></iframe><form action="/x"><input name=q></form>
      ![remote](https://evil.example/pixel.png) ![up](../../etc/passwd.png)
      $\\href{javascript:window.hacked='tex'}{x}$ <p style="position:fixed;inset:0" class="bar">over</p>
      """;

  static final int HUGE = 5_000_000;
  static final String TURNED = "report\u202Egnp.exe";
  private static final TokenUsage USAGE = new TokenUsage(1000, 250);
  private static final String USED =
      """
      {"CoderAgent":{"prompt_tokens":1000,"completion_tokens":250,"total_tokens":1250,"cost":0.01}}
      """;
  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40' onload=\"parent.hacked='svg'\">"
          + "<script>parent.hacked='svgscript'</script><rect width='80' height='40' fill='teal'/></svg>";

  private final ConcurrentHashMap<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private volatile @Nullable Workspaces workspaces;

  /// Puts its tasks' files there.
  public void fill(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  /// Lets tasks of this title go on.
  public void release(String title) {
    gate(title).countDown();
  }

  @Override
  public List<EventDraft> submitted(Task task) {
    return List.of(draft(new SystemMessage("任务已提交，等待处理"), task.createdAt()));
  }

  @Override
  public List<EventDraft> started(Task task, Instant at) {
    return List.of(draft(new ProgressMessage(0, "start", "任务开始处理"), at));
  }

  @Override
  public Outcome run(Task task, TaskLog log) throws InterruptedException {
    var problem = task.description();
    write(task);
    if (problem.contains("many")) {
      tellMany(log);
    } else {
      if (!log.checkpoints().containsKey("half")) {
        log.checkpoint("half", new byte[] {'{', '}'}, TokenUsage.NONE, drafts(firstHalf()));
      }
      if (problem.contains("hold")) {
        gate(task.title()).await();
      }
      if (problem.contains("fail")) {
        log.tell(drafts(List.of(failing())));
        return new Outcome.Failed("数据文件缺少列 pandas_x", TokenUsage.NONE);
      }
      log.tell(drafts(problem.contains("hostile") ? hostile() : secondHalf()));
    }
    log.account(TokenLedger.CHECKPOINT, USED.getBytes(StandardCharsets.UTF_8), USAGE);
    return new Outcome.Completed(new byte[] {'{', '}'}, USAGE);
  }

  @Override
  public List<EventDraft> ended(
      Task task, TaskStatus status, byte @Nullable [] result, @Nullable String error, Instant at) {
    return switch (status) {
      case COMPLETED ->
          List.of(
              draft(new ProgressMessage(1, "done", "全部完成"), at),
              draft(
                  new CompletionMessage(
                      "论文与笔记本已生成", List.of("notebook.ipynb", "res.md", "res.docx")),
                  at));
      case FAILED ->
          List.of(
              draft(
                  new ErrorMessage(
                      "CodeExecutionError", String.valueOf(error), "KeyError: 'pandas_x'"),
                  at));
      case CANCELLED, PENDING, PROCESSING -> List.of(draft(new SystemMessage("任务已取消"), at));
    };
  }

  private void write(Task task) {
    try {
      var folder = Objects.requireNonNull(workspaces).open(task.id());
      var notebook = new String(resource("notebook.ipynb"), StandardCharsets.UTF_8);
      folder.write(
          "notebook.ipynb",
          notebook.replace("HUGE", "x".repeat(HUGE)).getBytes(StandardCharsets.UTF_8));
      folder.write("res.md", resource("res.md"));
      folder.write("res.docx", new byte[] {'P', 'K', 3, 4});
      folder.write("trend.png", resource("trend.png"));
      folder.write("evil.svg", SVG.getBytes(StandardCharsets.UTF_8));
      folder.write(TURNED, new byte[] {'M', 'Z'});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = ScriptedModeling.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static List<StreamMessage> firstHalf() {
    return List.of(
        new AgentMessage("CoordinatorAgent", "start", "识别并拆解题目"),
        new AgentMessage("CoordinatorAgent", "done", "《某市用水量预测》：共 2 个问题"),
        new ProgressMessage(0.1, "coordinate", "题目已拆解"),
        new AgentMessage("ModelerAgent", "start", "选择模型"),
        new AgentMessage(
            "ModelerAgent",
            "done",
            "## 模型选择\n\n1. **Holt-Winters**：序列有季节性，$s_{t+12}\\approx s_t$\n2. *ARIMA* 作为对照\n"),
        new ProgressMessage(0.3, "model", "模型已选定"),
        new AgentMessage("CoderAgent", "start", "求解 ques1"),
        new StepMessage("读取数据", 1, 3, "completed", "water.csv，120 行"),
        new StepMessage("拟合模型", 2, 3, "in_progress", ""),
        new CodeExecutionMessage(
            """
            import pandas as pd
            from statsmodels.tsa.holtwinters import ExponentialSmoothing

            # Twelve months a year; the series is strictly positive.
            water = pd.read_csv("water.csv", parse_dates=["month"], index_col="month")
            model = ExponentialSmoothing(water["use"], trend="add", seasonal="mul", seasonal_periods=12)
            fit = model.fit()
            print(f"RMSE {fit.sse ** 0.5:.3f}")
            """,
            "RMSE 12.482\n",
            null,
            1.37,
            List.of("trend.png")),
        new ProgressMessage(0.5, "solve:ques1", "问题一已求解"));
  }

  private static List<StreamMessage> secondHalf() {
    return List.of(
        new CodeExecutionMessage("water['usage'].plot()", "", "KeyError: 'usage'", 0.04, List.of()),
        new StepMessage("检验结果", 3, 3, "completed", "滚动原点误差 4.1%"),
        new AgentMessage("CoderAgent", "done", "两个问题均已求解"),
        new AgentMessage("WriterAgent", "start", "撰写论文"),
        new StepMessage("文献检索", 1, 1, "failed", "OpenAlex 无法访问"),
        new AgentMessage("WriterAgent", "done", "论文已完成"),
        new ProgressMessage(0.95, "write", "论文已写完"));
  }

  private static List<StreamMessage> hostile() {
    return List.of(
        new SystemMessage(HOSTILE),
        new AgentMessage("WriterAgent", "working", HOSTILE),
        new StepMessage(HOSTILE, 1, 1, "in_progress", HOSTILE),
        new CodeExecutionMessage(
            "</code><script>window.hacked='code'</script>",
            HOSTILE + "x".repeat(900_000),
            HOSTILE,
            0.1,
            List.of("evil.svg", "https://evil.example/pixel.png", "javascript:alert(1)")));
  }

  private static StreamMessage failing() {
    return new CodeExecutionMessage(
        "frame['pandas_x']", "", "KeyError: 'pandas_x'", 0.02, List.of());
  }

  private static void tellMany(TaskLog log) throws InterruptedException {
    var part = new ArrayList<StreamMessage>();
    for (int i = 1; i <= MANY; i++) {
      part.add(
          i % 5 == 0
              ? new CodeExecutionMessage("print(" + i + ")", i + "\n", null, 0.01, List.of())
              : new StepMessage("步骤", i, MANY, "completed", "message " + i));
      if (part.size() == 500) {
        log.tell(drafts(part));
        part.clear();
      }
    }
  }

  private static List<EventDraft> drafts(List<StreamMessage> messages) {
    var at = Instant.now();
    return messages.stream().map(message -> draft(message, at)).toList();
  }

  private static EventDraft draft(StreamMessage message, Instant at) {
    return StreamMessages.draft(message, at);
  }

  private CountDownLatch gate(String title) {
    return gates.computeIfAbsent(title, _ -> new CountDownLatch(1));
  }
}
