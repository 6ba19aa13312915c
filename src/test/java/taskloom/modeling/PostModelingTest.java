package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import taskloom.server.StartRefusal;
import taskloom.testing.Form;
import taskloom.testing.ModelingServer;

/// What is taken in, and what is not; the work itself ends at once.
class PostModelingTest {
  @AutoClose private static ModelingServer server;

  @BeforeAll
  static void start(@TempDir Path data) throws StartRefusal {
    server = new ModelingServer(data, Map.of());
  }

  @Test
  void aProblemWithItsData() {
    var form =
        new Form()
            .file("sales.csv", "day,sales\n1,10\n")
            .file("数据/天气.csv", "day,rain\n1,0\n")
            .field("ques_all", "\n某商店的销量\n问题1：预测未来三天")
            .field("comp_template", "AMERICAN")
            .field("format_output", "LaTeX");
    var answer = server.post("/modeling", form);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("processing");
    var id = answer.json().path("task_id").textValue();
    assertThat(id).matches("\\d{8}-\\d{6}-[0-9a-f]{8}");
    var task = server.task(id);
    assertThat(task.path("title").textValue()).isEqualTo("某商店的销量");
    assertThat(task.path("kind").textValue()).isEqualTo("modeling");
    assertThat(task.path("task_type").textValue()).isEqualTo("custom");
    assertThat(task.path("comp_template").textValue()).isEqualTo("AMERICAN");
    assertThat(task.path("file_count").intValue()).isEqualTo(2);
    assertThat(server.files(id)).containsExactly("sales.csv", "数据/天气.csv");
  }

  /// A body that is refused.
  record Bad(String what, byte[] body, String type, int status, String said) {
    Bad(String what, Form form, int status, String said) {
      this(what, form.bytes(), Form.TYPE, status, said);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Bad> bad() {
    var fine = Form.modeling("x").bytes();
    return Stream.of(
        new Bad(
            "nothing",
            new Form(),
            422,
            "ques_all missing comp_template missing format_output missing"),
        new Bad(
            "only a file",
            new Form().file("a.csv", "1"),
            422,
            "ques_all missing comp_template missing format_output missing"),
        new Bad("a blank problem", Form.modeling(" \r\n "), 422, "ques_all value_error"),
        new Bad(
            "a megabyte of problem",
            Form.modeling("题".repeat(350_000)),
            422,
            "ques_all string_too_long"),
        new Bad(
            "one character too many",
            Form.modeling("x".repeat(200_001)),
            422,
            "ques_all string_too_long"),
        new Bad("NUL in the problem", Form.modeling("a\0b"), 422, "ques_all value_error"),
        new Bad(
            "an unknown field",
            Form.modeling("x").field("language", "zh"),
            422,
            "language unknown"),
        new Bad(
            "a field twice",
            Form.modeling("x").field("ques_all", "y"),
            422,
            "ques_all value_error"),
        new Bad(
            "files without a name",
            Form.modeling("x").field("files", "1,2"),
            422,
            "files value_error"),
        new Bad(
            "a broken archive",
            Form.modeling("x").file("a.zip", "no zip"),
            422,
            "files value_error"),
        new Bad(
            "a name that leads out",
            Form.modeling("x").file("../../x", "1"),
            422,
            "files value_error"),
        new Bad(
            "an absolute name", Form.modeling("x").file("/etc/x", "1"), 422, "files value_error"),
        new Bad(
            "unknown words",
            new Form()
                .field("ques_all", "x")
                .field("comp_template", "china")
                .field("format_output", "PDF"),
            422,
            "comp_template enum format_output enum"),
        new Bad(
            "broken UTF-8",
            new Form().part("name=\"ques_all\"", new byte[] {'a', (byte) 0xff}),
            400,
            "invalid_utf8"),
        new Bad(
            "a body cut off",
            Arrays.copyOf(fine, fine.length - 6),
            Form.TYPE,
            400,
            "invalid_request"),
        new Bad("an empty body", new byte[0], Form.TYPE, 400, "invalid_request"),
        new Bad("no boundary", fine, "multipart/form-data", 400, "invalid_request"),
        new Bad(
            "another multipart",
            fine,
            "multipart/mixed; boundary=x",
            415,
            "unsupported_media_type"),
        new Bad(
            "a web form",
            "ques_all=x".getBytes(StandardCharsets.UTF_8),
            "application/x-www-form-urlencoded",
            415,
            "unsupported_media_type"),
        new Bad(
            "JSON",
            "{}".getBytes(StandardCharsets.UTF_8),
            "application/json",
            415,
            "unsupported_media_type"),
        new Bad("no type that can be read", fine, "multipart", 415, "unsupported_media_type"));
  }

  @ParameterizedTest
  @MethodSource
  void bad(Bad bad) throws IOException {
    var before = folders();
    var answer =
        server.send(
            "POST",
            "/modeling",
            BodyPublishers.ofByteArray(bad.body()),
            "Content-Type",
            bad.type());

    assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
    if (bad.status() == 422) {
      var said = new StringBuilder();
      for (var problem : answer.json().path("detail")) {
        assertThat(problem.path("loc").path(0).textValue()).isEqualTo("body");
        assertThat(problem.path("msg").textValue()).isNotBlank();
        said.append(problem.path("loc").path(1).textValue()).append(' ');
        said.append(problem.path("type").textValue()).append(' ');
      }
      assertThat(said.toString().strip()).isEqualTo(bad.said());
      assertThat(answer.json().path("code").textValue()).isEqualTo("validation");
    } else {
      assertThat(answer.json().path("code").textValue()).isEqualTo(bad.said());
      assertThat(answer.json().path("detail").textValue()).isNotBlank();
    }
    assertThat(folders()).isEqualTo(before);
  }

  @Test
  void twoThousandFilesAndNoMore() throws IOException {
    var form = Form.modeling("问题1：预测销量");
    for (int i = 0; i < 2_000; i++) {
      form.file("f%04d.csv".formatted(i), "1\n");
    }
    var id = server.submit(form);
    assertThat(server.files(id)).hasSize(2_000);

    var before = folders();
    var answer = server.post("/modeling", form.file("one.csv", "1"));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("code").textValue()).isEqualTo("payload_too_large");
    assertThat(folders()).isEqualTo(before);
    assertThat(server.post("/" + id + "/upload", new Form().file("more", "1")).status())
        .isEqualTo(413);
  }

  @Test
  void aFileOverAHundredMegabytes() throws IOException {
    var before = folders();
    var whole = Form.modeling("x").file("big.csv", "").bytes();
    // Up to the end of the file's headers, then what the file holds, then the last boundary.
    var end = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("\r\n\r\n") + 4;
    var head = new ByteArrayInputStream(whole, 0, end);
    var tail = new ByteArrayInputStream(whole, end, whole.length - end);
    var body = new SequenceInputStream(new SequenceInputStream(head, zeros(100_000_001)), tail);
    var answer =
        server.send(
            "POST",
            "/modeling",
            BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> body), whole.length + 100_000_001L),
            "Content-Type",
            Form.TYPE);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("detail").textValue()).contains("big.csv", "100 MB");
    assertThat(folders()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "electricity-forecast, 用电量.csv",
    "city-evaluation, 城市指标.xlsx",
    "project-optimisation, 项目清单.csv 调运费用.csv"
  })
  void theBuiltInProblems(String source, String files) {
    var listed = server.get("/examples").json().path("examples");
    assertThat(listed.findValuesAsText("source")).contains(source);

    var answer = server.post("/example", "{\"source\":\"%s\"}".formatted(source));
    assertThat(answer.status()).isEqualTo(200);
    var id = answer.json().path("task_id").textValue();
    var task = server.task(id);
    assertThat(task.path("task_type").textValue()).isEqualTo("example");
    assertThat(task.path("title").textValue()).isNotBlank();
    assertThat(task.path("description").textValue()).contains("问题");
    assertThat(server.files(id)).containsExactlyInAnyOrder(files.split(" "));
    assertThat(task.path("file_count").intValue()).isEqualTo(files.split(" ").length);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{}, missing",
        "{\"source\":null}, enum",
        "{\"source\":\"../x\"}, enum",
        "{\"source\":[]}, enum"
      })
  void anUnknownExampleIsToldWhichThereAre(String body, String type) {
    var answer = server.post("/example", body);
    assertThat(answer.status()).isEqualTo(422);
    var problem = answer.json().path("detail").path(0);
    assertThat(problem.path("type").textValue()).isEqualTo(type);
    if (type.equals("enum")) {
      assertThat(problem.path("msg").textValue())
          .contains("electricity-forecast", "city-evaluation", "project-optimisation");
    }
  }

  @Test
  void whatAClientMayWantToKnowBeforehand() {
    var config = server.get("/config", "Authorization", "").json();
    assertThat(config.path("agents").findValuesAsText("CoderAgent")).containsExactly("none");
    assertThat(config.path("limits").path("file_bytes").longValue()).isEqualTo(100_000_000);
    assertThat(config.path("limits").path("problem_characters").intValue()).isEqualTo(200_000);
    assertThat(config.path("comp_templates").toString()).isEqualTo("[\"CHINA\",\"AMERICAN\"]");
    assertThat(config.path("format_outputs").toString()).isEqualTo("[\"Markdown\",\"LaTeX\"]");
    assertThat(config.path("examples")).hasSize(3);
    assertThat(config.toString()).doesNotContain("alice", server.data().toString());

    assertThat(server.get("/writer_seque", "Authorization", "").body())
        .isEqualTo(
            "[\"摘要\",\"问题重述\",\"问题分析\",\"模型假设\",\"符号说明\",\"模型建立与求解\",\"模型评价与推广\",\"参考文献\",\"附录\"]");
    var parts = server.get("/status", "Authorization", "").json().path("parts");
    assertThat(parts.path("sandbox").path("name").textValue()).isEqualTo("bubblewrap");
    assertThat(parts.path("modeling").path("name").textValue()).isEqualTo("none");
  }

  @Test
  void tokensAreTrackedFromNothingOn() {
    var id = server.submit(Form.modeling("问题1：预测销量"));
    var track = server.get("/track?task_id=" + id).json();
    assertThat(track.path("task_id").textValue()).isEqualTo(id);
    assertThat(track.path("total_cost").decimalValue()).isZero();
    assertThat(track.path("token_usage").path("WriterAgent").toString())
        .isEqualTo("{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0,\"cost\":0}");
    assertThat(server.get("/track").status()).isEqualTo(422);
    assertThat(server.get("/track?task_id=20250117-153000-a1b2c3d4").status()).isEqualTo(404);
    assertThat(server.get("/track?task_id=" + id, "Authorization", ModelingServer.BOB).status())
        .isEqualTo(404);
    assertThat(server.get("/track?task_id=" + id, "Authorization", "").status()).isEqualTo(401);
  }

  private static List<String> folders() throws IOException {
    try (var all = Files.list(server.data().resolve("tasks"))) {
      return all.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static InputStream zeros(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (left <= 0) {
          return -1;
        }
        var some = (int) Math.min(left, length);
        left -= some;
        return some;
      }
    };
  }
}
