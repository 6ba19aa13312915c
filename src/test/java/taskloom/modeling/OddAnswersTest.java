package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.model.chat.StubAnswer;
import taskloom.task.TaskStatus;

/// Whole runs in which the model answers, but not what was asked for.
class OddAnswersTest {
  @TempDir Path folder;

  @Test
  void whatIsNoModellingProblemIsRefusedOnceWithTheReason() throws Exception {
    var team =
        new Team()
            .coordinator(_ -> Team.json(Map.of("is_modeling_problem", false, "reason", "这是闲聊。")));
    try (var workshop = new Workshop(folder, team)) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task).getLast()).isEqualTo("error NotAModelingProblem");
      assertThat(workshop.messages(task).getLast().path("message").asText()).isEqualTo("这是闲聊。");
      assertThat(workshop.model.requests()).hasSize(1);
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
    try (var workshop = new Workshop(folder, team)) {
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
    try (var workshop = new Workshop(folder, team)) {
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
    try (var workshop = new Workshop(folder, team)) {
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
    try (var workshop = new Workshop(folder, team)) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).containsSubsequence("Coder start", "Coder error", "success");
    }
  }
}
