package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.model.chat.StubAnswer;
import taskloom.task.TaskStatus;

/// Whole runs in which the code a model writes fails: repaired, told as unsolved, or the task's
/// end.
class FailingCodeTest {
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
    try (var workshop = new Workshop(folder, team)) {
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
    try (var workshop = new Workshop(folder, team)) {
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
    try (var workshop = new Workshop(folder, team)) {
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
    try (var workshop = new Workshop(folder, team)) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task))
          .containsSubsequence(
              "  code ok", "  code failed", "  code ok", "  code ok", "Coder done", "success");
    }
  }
}
