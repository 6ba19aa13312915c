package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.TokenLedger;
import taskloom.model.chat.StubAnswer;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// Whole runs that are cancelled, deleted or cut off by a restart on their way.
class StoppedRunTest {
  @TempDir Path folder;

  @Test
  void cancellingEndsARunningCellWithinASecond() throws Exception {
    var team =
        new Team()
            .coder(
                "eda",
                _ ->
                    Team.execute(
                        "import time\nopen('began', 'w').close()\nwhile True: time.sleep(0.1)"));
    try (var workshop = new Workshop(folder, team)) {
      var task = workshop.submit(Format.MARKDOWN);
      awaitFile(workshop, task, "began");
      cancelled(workshop, task);
    }
  }

  @Test
  void cancellingEndsAModelCallWithinASecond() throws Exception {
    var team = new Team().modeler(_ -> StubAnswer.silence());
    try (var workshop = new Workshop(folder, team)) {
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
  void aTaskDeletedWhileItRunsStopsAndLeavesNothing() throws Exception {
    var team = new Team().modeler(_ -> StubAnswer.silence());
    try (var workshop = new Workshop(folder, team)) {
      var task = workshop.submit(Format.MARKDOWN);
      workshop.model.awaitRequests(2);
      workshop.tasks().delete(Workshop.CALLER, task.id());
      Awaitility.await().until(() -> !workshop.hasFolder(task));
      Awaitility.await().until(() -> workshop.model.hangUps() == 1);
    }
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
    try (var workshop = new Workshop(folder, team)) {
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
