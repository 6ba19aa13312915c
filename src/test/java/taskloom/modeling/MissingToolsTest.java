package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.chat.ChatLimits;
import taskloom.task.TaskStatus;

/// Whole runs that lack a sandbox, the library or pandoc.
class MissingToolsTest {
  @TempDir Path folder;

  @Test
  void whereNoCodeCanRunTheTaskFailsBeforeAModelIsAsked() throws Exception {
    try (var workshop = new Workshop(folder, new Team()).withoutSandbox()) {
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
  void aLibraryOutOfReachCostsAReferenceAndNotTheTask() throws Exception {
    try (var workshop = new Workshop(folder, new Team(), new Works(503))) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).contains("  文献检索 failed", "success");
      assertThat(workshop.text(task, "res.md")).contains("没有引用").doesNotContain("W11", "[1]");
    }
  }

  @Test
  void withoutPandocThePaperIsMarkdownAndAWarningSaysWhy() throws Exception {
    try (var workshop =
        new Workshop(folder, new Team()).with(0, ChatLimits.DEFAULTS, "no-such-pandoc")) {
      var task = workshop.submit(Format.MARKDOWN);
      assertThat(workshop.ended(task).status()).isEqualTo(TaskStatus.COMPLETED);
      assertThat(workshop.told(task)).containsSubsequence("  生成文件 failed", "system", "success");
      assertThat(workshop.messages(task).getLast().path("result_files"))
          .extracting(file -> file.asText())
          .containsExactly("notebook.ipynb", "res.md");
    }
  }
}
