package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.model.chat.StubAnswer;
import taskloom.model.chat.StubModel;
import taskloom.playbook.Playbook;
import taskloom.testing.Form;
import taskloom.testing.ModelingServer;
import taskloom.testing.PulseClient;

/// From a form over HTTP to a paper, with a scripted model and code that really runs.
class WholeServerTest {
  @TempDir private Path data;

  @Test
  void aProblemWithACsvBecomesFourArtifactsWhileAClientWatches() throws Exception {
    var team =
        new Team()
            .part(
                "eda",
                Team.EDA
                    + """

                    import os
                    os.symlink('/etc/passwd', 'leak.txt')
                    os.symlink('/etc', 'up')
                    os.symlink('sales.csv', 'also.csv')\
                    """,
                "共 5 天。");
    try (var model = StubModel.start().strict().choose(team);
        var library = new Works(200);
        var server = server(model, library)) {
      var form =
          new Form()
              .field("ques_all", Team.PROBLEM)
              .field("comp_template", "CHINA")
              .field("format_output", "LaTeX")
              .file("sales.csv", Team.CSV);
      var id = server.submit(form);
      var messages = watch(server, id, 0);

      assertThat(messages.stream().map(message -> message.path("type").asText()).distinct())
          .containsExactlyInAnyOrder(
              "system", "progress", "agent", "code_execution", "step", "success");
      assertGapFree(messages, 0);
      assertThat(messages.getLast().path("result_files").toString())
          .isEqualTo("[\"notebook.ipynb\",\"res.md\",\"res.docx\",\"res.tex\"]");
      for (var file : List.of("notebook.ipynb", "res.md", "res.docx", "res.tex", "fit.png")) {
        assertThat(server.get("/static/" + id + "/" + file).bytes()).as(file).isNotEmpty();
      }
      assertThat(server.get("/static/" + id + "/fit.png").header("Content-Type"))
          .isEqualTo("image/png");
      var task = server.task(id);
      assertThat(task.path("status").textValue()).isEqualTo("completed");
      // The data, the picture and the four; links are no files.
      assertThat(task.path("file_count").intValue()).isEqualTo(6);
      assertThat(server.files(id))
          .containsExactly(
              "fit.png", "notebook.ipynb", "res.docx", "res.md", "res.tex", "sales.csv");

      for (var link : List.of("leak.txt", "up/passwd", "also.csv")) {
        assertThat(server.get("/static/" + id + "/" + link).status()).as(link).isEqualTo(404);
        assertThat(server.get("/" + id + "/file-content?filename=" + link).status())
            .as(link)
            .isEqualTo(404);
      }
      var coder = server.get("/track?task_id=" + id).json().path("token_usage").path("CoderAgent");
      assertThat(coder.path("total_tokens").intValue()).isEqualTo(6 * 15);
      assertThat(server.get("/config").json().path("agents").path("CoderAgent").textValue())
          .isEqualTo("stub-1");
      assertThat(server.get("/observe/metrics").body().lines())
          .contains(
              "# TYPE taskloom_agent_model_calls_total counter",
              "taskloom_agent_model_calls_total{role=\"coordinator\"} 1",
              "taskloom_agent_model_calls_total{role=\"coder\"} 6",
              "taskloom_agent_model_tokens_total{role=\"modeler\",kind=\"prompt\"} 10",
              "taskloom_agent_model_failures_total{role=\"writer\",kind=\"timeout\"} 0",
              "taskloom_agent_model_in_flight{role=\"coder\"} 0",
              "taskloom_agent_model_breaker{role=\"coder\",state=\"closed\"} 1")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theSeventhKindOfMessageEndsATaskThatIsNoProblem() throws Exception {
    var team =
        new Team()
            .coordinator(_ ->
                Team.json(
                    Map.of(
                        "is_modeling_problem",
                        false,
                        "reason",
                        "这是一份菜单。",
                        "title",
                        "",
                        "background",
                        "",
                        "questions",
                        List.of())));
    try (var model = StubModel.start().strict().choose(team);
        var library = new Works(200);
        var server = server(model, library)) {
      var messages = watch(server, server.submit(Form.modeling("宫保鸡丁，米饭")), 0);
      assertThat(messages.getLast().path("type").textValue()).isEqualTo("error");
      assertThat(messages.getLast().path("error_type").textValue())
          .isEqualTo("NotAModelingProblem");
    }
  }

  @Test
  void aTaskDeletedWhileItRunsLeavesNothing() throws Exception {
    var team =
        new Team()
            .coder(
                "ques1", talk -> talk.turn() == 0 ? Team.execute(Team.FIT) : StubAnswer.silence());
    try (var model = StubModel.start().strict().choose(team);
        var library = new Works(200);
        var server = server(model, library)) {
      var id = server.submit(Form.modeling(Team.PROBLEM).file("sales.csv", Team.CSV));
      try (var watcher = watcher(server, id, 0)) {
        watcher.next("code_execution");
        watcher.next("code_execution");
        var track = server.get("/track?task_id=" + id).json().path("token_usage");
        assertThat(track.path("ModelerAgent").path("total_tokens").intValue()).isEqualTo(15);
        assertThat(track.path("WriterAgent").path("total_tokens").intValue()).isEqualTo(15);

        assertThat(server.delete("/history/tasks/" + id).status()).isEqualTo(200);
        assertThat(server.get("/history/tasks/" + id).status()).isEqualTo(404);
        assertThat(server.get("/" + id + "/files").status()).isEqualTo(404);
        watcher.closed().get(20, TimeUnit.SECONDS);
      }
      // The model call has ended, and the folder goes once the interpreter has.
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(model.hangUps()).isOne();
            assertThat(data.resolve("tasks").resolve(id)).doesNotExist();
          });
    }
  }

  @Test
  void withoutAModelThePlaybookSolvesABuiltInProblem() throws Exception {
    try (var library = new Works(200);
        var server =
            new ModelingServer(
                data,
                Map.of("TASKLOOM_OPENALEX_URL", library.uri().toString()),
                new Playbook(),
                Playbook.NAME)) {
      var answer = server.post("/example", "{\"source\":\"city-evaluation\"}");
      var id = answer.json().path("task_id").textValue();
      var messages = watch(server, id, 0);

      assertThat(messages.getLast().path("type").textValue())
          .as("%s", messages)
          .isEqualTo("success");
      assertThat(messages.getLast().path("result_files").toString())
          .contains("notebook.ipynb", "res.md", "res.docx");
      assertGapFree(messages, 0);
      assertThat(server.get("/static/" + id + "/res.md").body()).contains("没有语言模型");
      assertThat(server.get("/status").json().path("parts").path("modeling").path("name").asText())
          .isEqualTo(Playbook.NAME);
      assertThat(server.get("/track?task_id=" + id).json().path("total_cost").asInt()).isZero();
      assertThat(server.get("/observe/metrics").body()).doesNotContain("taskloom_agent_model");
    }
  }

  @Test
  void whereNoCodeCanRunTheStatusAndTheTaskSaySo() throws Exception {
    try (var model = StubModel.start().strict().choose(new Team());
        var library = new Works(200)) {
      var environment = environment(model, library);
      environment.put("TASKLOOM_SANDBOX", "socket"); // and none is named
      try (var server = new ModelingServer(data, environment)) {
        var status = server.get("/status", "Authorization", "").json();
        assertThat(status.path("status").textValue()).isEqualTo("degraded");
        assertThat(status.path("parts").path("sandbox").path("status").textValue())
            .isEqualTo("unavailable");

        var id = server.submit(Form.modeling(Team.PROBLEM).file("sales.csv", Team.CSV));
        var last = watch(server, id, 0).getLast();
        assertThat(last.path("error_type").textValue()).isEqualTo("CodeExecutionUnavailable");
        assertThat(last.path("message").textValue()).contains("TASKLOOM_SANDBOX");
        assertThat(model.requests()).isEmpty();
      }
    }
  }

  private ModelingServer server(StubModel model, Works library) throws Exception {
    return new ModelingServer(data, environment(model, library));
  }

  static Map<String, String> environment(StubModel model, Works library) {
    var environment = new HashMap<>(model.environment());
    environment.put("TASKLOOM_OPENALEX_URL", library.uri().toString());
    return environment;
  }

  /// Every message until the server closes the connection, as it does after the last.
  private List<JsonNode> watch(ModelingServer server, String id, long after) throws Exception {
    try (var watcher = watcher(server, id, after)) {
      assertThat(watcher.closed().get(120, TimeUnit.SECONDS)).isEqualTo(1000);
      return List.copyOf(watcher.seen());
    }
  }

  private PulseClient watcher(ModelingServer server, String id, long after)
      throws InterruptedException {
    var path = "/task/" + id + "?access_token=alices-key&after=" + after;
    return PulseClient.connect(server.address("ws", path));
  }

  static void assertGapFree(List<JsonNode> messages, long after) {
    assertThat(messages.stream().map(message -> message.path("seq").asLong()))
        .isEqualTo(
            Stream.iterate(after + 1, seq -> seq + 1)
                .limit(messages.size())
                .collect(Collectors.toList()));
  }
}
