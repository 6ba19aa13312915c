package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.chat.ChatLimits;
import taskloom.model.chat.StubAnswer;
import taskloom.model.chat.StubModel.Play;
import taskloom.task.TaskStatus;

/// Whole runs in which the model refuses or is down, or its bounds in context and tokens are
/// reached.
class FailingModelTest {
  @TempDir Path folder;

  @Test
  void aRefusedKeyEndsTheTaskAtOnce() throws Exception {
    try (var workshop = new Workshop(folder, new Team())) {
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
    try (var workshop = new Workshop(folder, new Team())) {
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
    try (var workshop = new Workshop(folder, new Team()).with(0, limits, "pandoc")) {
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
            .coder("ques1", FailingModelTest::talkative)
            .summary(_ -> {
              summaries.incrementAndGet();
              return StubAnswer.words("SUMMARY-SO-FAR");
            });
    var limits = new ChatLimits(9_000, 60, 5, 0, Duration.ZERO);
    try (var workshop = new Workshop(folder, team).with(0, limits, "pandoc")) {
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
  void theTokenBudgetEndsATaskWithAClearError() throws Exception {
    try (var workshop = new Workshop(folder, new Team()).with(40, ChatLimits.DEFAULTS, "pandoc")) {
      var task = workshop.submit(Format.MARKDOWN);
      var end = workshop.ended(task);
      assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
      assertThat(workshop.told(task).getLast()).isEqualTo("error TokenBudgetExceeded");
      assertThat(end.usage().totalTokens()).isEqualTo(45);
    }
  }
}
