package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.TokenLedger;
import taskloom.agents.chat.ChatLimits;
import taskloom.model.chat.StubAnswer;
import taskloom.model.chat.StubModel.Play;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// Whole runs in which something goes wrong, each ending as it should.
class TroubledRunTest {
  private static final String BROKEN = "print(undefined_name)";

  @TempDir Path folder;

  @Test
  void twoFailingCellsAreRepaired() throws Exception {
    var team =
        new Team()
            .coder(
                "ques1",
                talk ->
                    switch (talk.turn()) {
                      case 0 -> Team.execute(BROKEN);
                      case 1 -> {
                        assertThat(talk.last()).contains("NameError", "undefined_name");
                        yield Team.execute("1 / 0");
                      }
                      case 2 -> Team.execute(Team.FIT);
                      default -> StubAnswer.words("修好了，斜率为 2.0。");
                    });
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task))
          .containsSubsequence(
              "Coder start",
              "  code failed",
              "  code failed",
              "  code ok",
              "Coder done",
              "success");
      assertThat(workshop.text(task, "notebook.ipynb")).contains("ZeroDivisionError");
      assertThat(workshop.text(task, "res.md")).contains("fit.png").doesNotContain("1 / 0");
    }
  }

  @Test
  void aPartThatNeverComesRightIsSaidToBeUnsolvedInTheStreamAndInThePaper() throws Exception {
    var team =
        new Team()
            .coder(
                "sensitivity_analysis",
                talk -> Team.execute("print(undefined_%d)".formatted(talk.turn())));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      var told = workshop.told(task);
      // The first failure and five repairs.
      assertThat(told.stream().filter("  code failed"::equals)).hasSize(6);
      assertThat(told)
          .containsSubsequence(
              "  code failed", "Coder error", "Writer start", "progress 1.0", "success");
      assertThat(workshop.messages(task).getLast().path("content").asText())
          .contains("未能求解", "sensitivity_analysis");
      assertThat(workshop.text(task, "res.md")).contains("本部分未能求解", "NameError");
    }
  }

  @Test
  void aTaskOfWhichNoQuestionIsSolvedFailsAndLeavesItsDraft() throws Exception {
    var team =
        new Team()
            .coder("ques1", talk -> Team.execute("print(undefined_%d)".formatted(talk.turn())));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task))
          .endsWith("error CodeExecutionError")
          .doesNotContain("success", "progress 1.0");
      assertThat(workshop.messages(task).getLast().path("details").asText()).contains("NameError");
      assertThat(workshop.text(task, "res.md")).contains("本部分未能求解");
    }
  }

  @Test
  void aRefusedKeyEndsTheTaskAtOnce() throws Exception {
    try (var library = new Works(200);
        var workshop = new Workshop(folder, new Team(), library.uri())) {
      workshop.model.otherwise(StubAnswer.refused(401));
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task))
          .containsExactly(
              "system",
              "progress 0.0",
              "Coordinator start",
              "Coordinator working",
              "Coordinator error",
              "error ModelRefused");
      assertThat(workshop.messages(task).getLast().path("message").asText())
          .endsWith("API调用失败: API密钥无效");
      assertThat(workshop.model.requests()).hasSize(1);
    }
  }

  @Test
  void anEnglishTaskFailsInEnglish() throws Exception {
    try (var library = new Works(200);
        var workshop = new Workshop(folder, new Team(), library.uri())) {
      workshop.model.otherwise(StubAnswer.refused(401));
      var task = workshop.submit(Format.MARKDOWN, Template.AMERICAN);
      assertThat(workshop.ended(task).error())
          .endsWith("API failed: the API key is not valid\nREFUSED_KEY");
      assertThat(workshop.messages(task).toString()).doesNotContainPattern("[一-鿿]");
    }
  }

  @Test
  void aModelThatIsDownIsWaitedForAndThenTheTaskFails() throws Exception {
    var limits = new ChatLimits(48_000, 60, 5, 2, Duration.ofMillis(1));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, new Team(), library.uri()).with(0, limits, "pandoc")) {
      workshop.model.otherwise(StubAnswer.refused(503));
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task))
          .containsExactly(
              "system",
              "progress 0.0",
              "Coordinator start",
              "Coordinator working",
              "Coordinator working",
              "Coordinator working",
              "Coordinator error",
              "error ModelUnavailable");
    }
  }

  @Test
  void aLongConversationIsSummarisedAndGoesOn() throws Exception {
    var summaries = new AtomicInteger();
    var team =
        new Team()
            .coder("ques1", TroubledRunTest::talkative)
            .summary(_ -> {
              summaries.incrementAndGet();
              return StubAnswer.words("SUMMARY-SO-FAR");
            });
    var limits = new ChatLimits(9_000, 60, 5, 0, Duration.ZERO);
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri()).with(0, limits, "pandoc")) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).contains("success").doesNotContain("Coder error");
      assertThat(summaries).hasPositiveValue();
      assertThat(workshop.model.requests())
          .allSatisfy(request -> assertThat(request.body().toString().length()).isLessThan(45_000));
    }
  }

  /// Prints a lot until its first turns have been summarised, then solves the part.
  private static Play talkative(Team.Talk talk) {
    if (!talk.body().toString().contains("SUMMARY-SO-FAR")) {
      return Team.execute("step = %d\nprint('x' * 7000)".formatted(talk.turn()));
    }
    return talk.last().contains("slope") ? StubAnswer.words("斜率为 2.0。") : Team.execute(Team.FIT);
  }

  @Test
  void aTaskDeletedWhileItRunsStopsAndLeavesNothing() throws Exception {
    var team = new Team().modeler(_ -> StubAnswer.silence());
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      workshop.model.awaitRequests(2);
      workshop.tasks().delete(Workshop.CALLER, task.id());
      Awaitility.await().until(() -> !workshop.hasFolder(task));
      Awaitility.await().until(() -> workshop.model.hangUps() == 1);
    }
  }

  @Test
  void whatIsNoModellingProblemIsRefusedOnceWithTheReason() throws Exception {
    var team =
        new Team()
            .coordinator(_ -> Team.json(Map.of("is_modeling_problem", false, "reason", "这是闲聊。")));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task).getLast()).isEqualTo("error NotAModelingProblem");
      assertThat(workshop.messages(task).getLast().path("message").asText()).isEqualTo("这是闲聊。");
      assertThat(workshop.model.requests()).hasSize(1);
    }
  }

  @Test
  void whereNoCodeCanRunTheTaskFailsBeforeAModelIsAsked() throws Exception {
    try (var library = new Works(200);
        var workshop = new Workshop(folder, new Team(), library.uri()).withoutSandbox()) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task))
          .containsExactly("system", "progress 0.0", "error CodeExecutionUnavailable");
      assertThat(workshop.messages(task).getLast().path("message").asText())
          .contains("TASKLOOM_SANDBOX");
      assertThat(workshop.model.requests()).isEmpty();
    }
  }

  @Test
  void aRewrittenQuestionIsSentBackUntilItIsQuoted() throws Exception {
    var team =
        new Team()
            .coordinator(talk ->
                talk.turn() == 0
                    ? Team.json(
                        Map.of(
                            "is_modeling_problem",
                            true,
                            "title",
                            "t",
                            "questions",
                            List.of(Map.of("text", "Forecast the sales."))))
                    : Team.brief())
            .modeler(_ -> StubAnswer.silence());
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      workshop.submit(Format.MARKDOWN);
      workshop.model.awaitRequests(3);
      assertThat(workshop.model.requests().get(1).lastMessage())
          .contains("word for word", "Forecast the sales.");
    }
  }

  @Test
  void halfAJsonAndProseAreSentBackAFewTimesAndThenAreAFailure() throws Exception {
    var answers = List.of("", "Sure! Here it is.", "{\"is_modeling_problem\": tr", "{}");
    var team = new Team().coordinator(talk -> StubAnswer.words(answers.get(talk.turn() % 4)));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task).getLast()).isEqualTo("error UnusableModelAnswer");
      assertThat(workshop.model.requests()).hasSize(4);
    }
  }

  @Test
  void badCallsAreAnsweredAndTheSameCallForEverIsCut() throws Exception {
    var heard = new ArrayList<String>();
    var team =
        new Team()
            .coder(
                "sensitivity_analysis",
                talk -> {
                  heard.add(talk.last());
                  return switch (talk.turn()) {
                    case 0 -> Team.call("browse_web", Map.of("url", "x"));
                    case 1 -> StubAnswer.call("b", "execute_code", "{\"code\": \"prin");
                    case 2 -> Team.call("execute_code", Map.of("cod", "1"));
                    case 3 ->
                        StubAnswer.stream()
                            .toolCall(0, "l", "list_files", "{}")
                            .toolCall(1, "r", "read_file", "{\"filename\":\"../secret\"}")
                            .finish("tool_calls")
                            .usage(10, 5);
                    default -> Team.call("list_files", Map.of());
                  };
                });
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(heard.get(1)).contains("no function called browse_web");
      assertThat(heard.get(2)).contains("not valid JSON");
      assertThat(heard.get(3)).contains("\"code\" is missing");
      assertThat(heard.get(4)).contains("there is no file");
      assertThat(heard.getLast()).contains("same call");
      assertThat(workshop.text(task, "res.md")).contains("模型反复发出同一个调用");
      assertThat(workshop.model.requests())
          .allSatisfy(request -> {
            var messages = request.body().path("messages");
            long calls = 0;
            long results = 0;
            for (var message : messages) {
              calls += message.path("tool_calls").size();
              results += message.path("role").asText().equals("tool") ? 1 : 0;
            }
            assertThat(results).isEqualTo(calls);
          });
    }
  }

  @Test
  void proseInPlaceOfRunningCodeSolvesNothing() throws Exception {
    var team =
        new Team()
            .coder(
                "sensitivity_analysis", _ -> StubAnswer.words("```python\nprint(1)\n```\n已经完成。"));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).containsSubsequence("Coder start", "Coder error", "success");
    }
  }

  @Test
  void anInterpreterThatCrashesIsRebuiltAndTheCoderIsTold() throws Exception {
    var team =
        new Team()
            .coder(
                "ques1",
                talk ->
                    switch (talk.turn()) {
                      case 0 -> Team.execute("extra = 41");
                      case 1 -> Team.execute("import os; os._exit(3)");
                      case 2 -> {
                        assertThat(talk.last()).contains("The interpreter ended");
                        yield Team.execute("print(extra + 1, len(d))");
                      }
                      case 3 -> {
                        assertThat(talk.last()).contains("42 5");
                        yield Team.execute(Team.FIT);
                      }
                      default -> StubAnswer.words("斜率为 2.0。");
                    });
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task))
          .containsSubsequence(
              "  code ok", "  code failed", "  code ok", "  code ok", "Coder done", "success");
    }
  }

  @Test
  void theTokenBudgetEndsATaskWithAClearError() throws Exception {
    try (var library = new Works(200);
        var workshop =
            new Workshop(folder, new Team(), library.uri())
                .with(40, ChatLimits.DEFAULTS, "pandoc")) {
      var task = workshop.submit(Format.MARKDOWN);
      var end = workshop.ended(task);
      assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task).getLast()).isEqualTo("error TokenBudgetExceeded");
      assertThat(end.usage().totalTokens()).isEqualTo(45);
    }
  }

  @Test
  void aLibraryOutOfReachCostsAReferenceAndNotTheTask() throws Exception {
    try (var library = new Works(503);
        var workshop = new Workshop(folder, new Team(), library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).contains("  文献检索 failed", "success");
      assertThat(workshop.text(task, "res.md")).contains("没有引用").doesNotContain("W11", "[1]");
    }
  }

  @Test
  void withoutPandocThePaperIsMarkdownAndAWarningSaysWhy() throws Exception {
    try (var library = new Works(200);
        var workshop =
            new Workshop(folder, new Team(), library.uri())
                .with(0, ChatLimits.DEFAULTS, "no-such-pandoc")) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).containsSubsequence("  生成文件 failed", "system", "success");
      assertThat(workshop.messages(task).getLast().path("result_files"))
          .extracting(file -> file.asText())
          .containsExactly("notebook.ipynb", "res.md");
    }
  }

  @Test
  void cancellingEndsARunningCellWithinASecond() throws Exception {
    var team =
        new Team()
            .coder(
                "eda",
                _ ->
                    Team.execute(
                        "import time\nopen('began', 'w').close()\nwhile True: time.sleep(0.1)"));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      awaitFile(workshop, task, "began");
      cancelled(workshop, task);
    }
  }

  @Test
  void cancellingEndsAModelCallWithinASecond() throws Exception {
    var team = new Team().modeler(_ -> StubAnswer.silence());
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      workshop.model.awaitRequests(2);
      cancelled(workshop, task);
      Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> workshop.model.hangUps() == 1);
    }
  }

  private static void cancelled(Workshop workshop, Task task) throws Exception {
    var begun = System.nanoTime();
    workshop.tasks().cancel(Workshop.CALLER, task.id()).get();
    workshop.tasks().ended(task.id()).get();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    assertThat(workshop.find(task).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(workshop.told(task).getLast()).isEqualTo("system");
    assertThat(workshop.hasFolder(task)).isTrue();
    workshop.tasks().delete(Workshop.CALLER, task.id());
    Awaitility.await().until(() -> !workshop.hasFolder(task));
  }

  @Test
  void aRestartGoesOnAfterTheLastFinishedPart() throws Exception {
    var team =
        new Team()
            .coder(
                "sensitivity_analysis",
                talk ->
                    talk.turn() == 0
                        ? Team.execute(
                            """
                            import os, time
                            if not os.path.exists('second-life'):
                                open('second-life', 'w').close()
                                time.sleep(600)
                            print(k, len(d))\
                            """)
                        : StubAnswer.words("状态仍在：" + talk.last()));
    try (var library = new Works(200);
        var workshop = new Workshop(folder, team, library.uri())) {
      var task = workshop.submit(Format.MARKDOWN);
      awaitFile(workshop, task, "second-life");
      var before = workshop.told(task);
      int asked = workshop.model.requests().size();
      workshop.restart();
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);

      var told = workshop.told(task);
      assertThat(told.subList(0, before.size())).isEqualTo(before);
      // Nothing of the finished parts is told again, nor asked again.
      assertThat(told.subList(before.size(), told.size()))
          .startsWith(
              "system",
              "Coder start",
              "Coder working",
              "  code ok",
              "Coder done",
              "progress 0.6333")
          .endsWith("progress 1.0", "success");
      assertThat(workshop.model.requests().subList(asked, asked + 1).getFirst().body().toString())
          .contains("# Your part now: sensitivity_analysis");
      // The variables of both parts before were there.
      assertThat(workshop.text(task, "notebook.ipynb")).contains("2.0", " 5\\n");
      var progress =
          workshop.messages(task).stream()
              .filter(message -> message.has("progress"))
              .map(message -> message.path("progress").asDouble())
              .toList();
      assertThat(progress).isSorted();
      assertThat(TokenLedger.of(workshop.checkpoints(task).get(TokenLedger.CHECKPOINT)).total())
          .isEqualTo(workshop.find(task).usage());
    }
  }

  private static void awaitFile(Workshop workshop, Task task, String name) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> workshop.file(task, name) != null);
  }
}
