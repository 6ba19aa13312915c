package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.ModelingRequest.Template;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// Data and problems that the playbook cannot take, or only in part: a clear word in the stream,
/// and an end.
class PlaybookBadInputTest {
  private static final String FORECAST = "问题1：建立时间序列模型，预测未来三期的销量。";
  private static final String REGRESSION = "问题1：建立回归模型，分析面积对价格的影响。";

  @TempDir static Path folder;
  private static Workshop workshop;
  private static final Map<String, Task> RUNS = new LinkedHashMap<>();

  @BeforeAll
  static void submitAll() throws Exception {
    workshop = Workshop.ofPlaybook(folder, new Works(503));
    submit("a letter", "请写一封给市长的信。", "data.csv", "a,b\n1,2\n");
    submit("no file", FORECAST, Map.of());
    submit("empty", FORECAST, "empty.csv", "");
    submit("password", FORECAST, Map.of("secret.xlsx", encrypted()));
    submit(
        "a long problem",
        "背" + "😀".repeat(10_500) + "\n" + FORECAST,
        "one.csv",
        lines("销量", 40, i -> "" + (100 + i % 4 * 5 + i)));
    submit("one column", FORECAST, "one.csv", lines("销量", 40, i -> "" + (100 + i % 4 * 5 + i)));
    submit(
        "all text",
        "问题1：建立综合评价模型，对各城市排名。",
        "text.csv",
        lines("城市,评语", 20, i -> "城市" + i + ",环境不错" + i));
    submit(
        "duplicate headers",
        REGRESSION,
        "flats.csv",
        lines("面积,面积,价格", 60, i -> area(i) + "," + i * 7 % 11 + "," + (9 * area(i) + i % 5)));
    submit(
        "wrong extension",
        REGRESSION,
        "flats.xlsx",
        lines("面积,价格", 60, i -> area(i) + "," + (9 * area(i) + i * i % 50)));
    submit(
        "a million rows",
        "问题1：对数据进行描述性统计。",
        "big.csv",
        lines("面积,价格", 1_000_000, i -> area(i) + "," + (9 * area(i) + i % 50)));
    submit(
        "five formats", FORECAST, "days.csv", lines("日期,销量", 60, i -> day(i) + "," + (50 + i % 7)));
  }

  private static void submit(String name, String text, String file, String content)
      throws Exception {
    submit(name, text, Map.of(file, content.getBytes(StandardCharsets.UTF_8)));
  }

  private static void submit(String name, String text, Map<String, byte[]> files) throws Exception {
    var request = new ModelingRequest(text, Template.CHINA, Format.MARKDOWN, "");
    RUNS.put(name, workshop.submit(request, files));
  }

  /// The head of a compound file with the stream that Excel keeps encrypted workbooks in.
  private static byte[] encrypted() {
    var bytes = new byte[2_048];
    var magic = new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1};
    System.arraycopy(magic, 0, bytes, 0, magic.length);
    bytes[6] = 0x1a;
    bytes[7] = (byte) 0xe1;
    var name = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
    System.arraycopy(name, 0, bytes, 600, name.length);
    return bytes;
  }

  private static String lines(String header, int rows, IntFunction<String> row) {
    return IntStream.range(0, rows)
        .mapToObj(row)
        .collect(Collectors.joining("\n", header + "\n", "\n"));
  }

  private static int area(int i) {
    return 40 + i * 37 % 91;
  }

  private static String day(int i) {
    var formats = List.of("yyyy-MM-dd", "yyyy/M/d", "yyyy年M月d日", "yyyyMMdd", "yyyy.MM.dd");
    return LocalDate.of(2024, 1, 1)
        .plusDays(i)
        .format(DateTimeFormatter.ofPattern(formats.get(i % formats.size())));
  }

  @AfterAll
  static void stop() throws Exception {
    workshop.close();
  }

  @Test
  void whatAsksNothingOfDataNeedsAModelAndSaysHowToGetOne() {
    assertThat(failure("a letter", "NeedsModel")).contains("需要语言模型", "DEEPSEEK_API_KEY");
    assertThat(failure("no file", "NeedsModel")).contains("没有上传数据文件", "CSV");
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithTheReason() {
    assertThat(failure("empty", "UnreadableData")).contains("empty.csv", "空");
    assertThat(failure("password", "UnreadableData")).contains("secret.xlsx", "密码");
  }

  @Test
  void aTableThatDoesNotServeTheQuestionFailsWithTheReason() {
    failure("all text", "CodeExecutionError");
    assertThat(said("all text")).contains("部分求解：数据探索", "未能求解：问题1", "数值指标只有 0 个");
  }

  @Test
  void aLongProblemIsCutBetweenCharacters() throws Exception {
    completed("a long problem");
    assertThat(workshop.text(RUNS.get("a long problem"), "res.md")).contains("😀…");
  }

  @Test
  void oneColumnIsASeriesInTheOrderOfItsRows() {
    completed("one column");
    assertThat(said("one column")).contains("按顺序排列");
  }

  @Test
  void whatIsWrongWithTheDataIsToldAndMended() {
    completed("duplicate headers");
    assertThat(said("duplicate headers")).contains("重名");
    completed("wrong extension");
    assertThat(said("wrong extension")).contains("扩展名是 .xlsx，内容其实是 text");
    completed("five formats");
    assertThat(said("five formats")).contains("5 种写法");
  }

  @Test
  void aMillionRowsAreRead() {
    completed("a million rows");
    assertThat(said("a million rows")).contains("1000000 行");
  }

  @Test
  void aCellThatIsStoppedIsAFailureThatSaysSo(@TempDir Path other) throws Exception {
    try (var slow = Workshop.ofPlaybook(other, new Works(503)).withCell(Duration.ofMillis(50))) {
      var request = new ModelingRequest(FORECAST, Template.AMERICAN, Format.MARKDOWN, "");
      var task = slow.submit(request, Map.of("one.csv", new byte[] {'a', '\n', '1'}));
      assertThat(slow.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      var last = slow.messages(task).getLast();
      assertThat(last.path("error_type").asText()).isEqualTo("CodeExecutionUnavailable");
      assertThat(last.path("message").asText()).contains("TASKLOOM_CELL_TIMEOUT");
    }
  }

  /// What a restart needs is in the session: the tables, and what the questions left for the
  /// sensitivity analysis.
  @Test
  void aRestartGoesOnWithTheSessionAsItWas(@TempDir Path other) throws Exception {
    try (var killed = Workshop.ofPlaybook(other, new Works(503))) {
      var request = new ModelingRequest(FORECAST, Template.CHINA, Format.MARKDOWN, "");
      var csv = lines("销量", 40, i -> "" + (100 + i % 4 * 5 + i)).getBytes(StandardCharsets.UTF_8);
      var task = killed.submit(request, Map.of("one.csv", csv));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> killed.checkpoints(task).containsKey("solve:ques1"));
      killed.restart();
      assertThat(killed.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(killed.messages(task).getLast().path("content").asText()).isEqualTo("任务完成");
      assertThat(killed.text(task, "res.md")).contains("历史变动时“销量”的预测");
    }
  }

  /// The sentence of a task that must have failed, without any file made.
  private static String failure(String name, String errorType) {
    var task = workshop.ended(RUNS.get(name));
    assertThat(task.status()).as(name).isEqualTo(TaskStatus.FAILED);
    var last = workshop.messages(task).getLast();
    assertThat(last.path("error_type").asText()).isEqualTo(errorType);
    return last.path("message").asText();
  }

  private static void completed(String name) {
    assertThat(workshop.ended(RUNS.get(name)).status())
        .as(() -> said(name))
        .isEqualTo(TaskStatus.COMPLETED);
  }

  private static String said(String name) {
    return workshop.messages(RUNS.get(name)).stream()
        .map(message -> message.path("content").asText())
        .collect(Collectors.joining("\n"));
  }
}
