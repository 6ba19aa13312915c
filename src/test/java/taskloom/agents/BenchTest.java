package taskloom.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.runner.FileBounds;
import taskloom.runner.Interpreters;
import taskloom.runner.Limits;
import taskloom.runner.SandboxProbe;
import taskloom.runner.Workspaces;
import taskloom.testing.RunnerProcess;

class BenchTest {
  private static final String TASK = "20250117-153000-bbbbbbbb";
  @TempDir private Path folder;

  @Test
  void aCellThatItsRunnerVanishedUnderRunsOnceMoreAfterThoseBeforeIt() throws Exception {
    try (var runner = RunnerProcess.start(folder, "bench.sock");
        var interpreters = new Interpreters(runner::sandbox, folder.resolve("program"))) {
      var workspaces = new Workspaces(folder.resolve("work"), FileBounds.DEFAULTS, runner::sandbox);
      try (var bench =
          new Bench(
              interpreters, workspaces.open(TASK), Limits.DEFAULTS, new Words(Language.CHINESE))) {
        bench.run("x = 41", false);
        var begun = folder.resolve("work").resolve(TASK).resolve("begun");
        var killed =
            CompletableFuture.runAsync(() -> {
              await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(begun));
              runner.killKeepers();
            });

        var cell =
            bench.run(
                """
                import os, time
                if not os.path.exists('begun'):
                    open('begun', 'w').close()
                    time.sleep(60)
                print(x + 1)
                """,
                false);

        killed.join();
        assertThat(cell.error()).isNull();
        assertThat(cell.output()).isEqualTo("42\n");
      }
    }
  }

  @Test
  void whatIsSaidOfACellIsInTheTasksLanguage() throws Exception {
    var sandbox = new SandboxProbe(Map.of("TASKLOOM_SANDBOX", "bubblewrap")).probe();
    var workspaces = new Workspaces(folder.resolve("work"), FileBounds.DEFAULTS, () -> sandbox);
    var limits = Limits.DEFAULTS.withCell(Duration.ofSeconds(1));
    try (var interpreters = new Interpreters(() -> sandbox, folder.resolve("program"));
        var bench =
            new Bench(interpreters, workspaces.open(TASK), limits, new Words(Language.CHINESE))) {
      var cell = bench.run("print('a' * 400_000); print('b')\nwhile True: pass", false);

      assertThat(cell.output()).startsWith("aaa").endsWith("a\nb\n");
      assertThat(cell.output()).containsPattern("\n… 省略了 [0-9,]+ 字节的输出 …\na");
      assertThat(cell.error()).isEqualTo("代码运行超过 1 秒，已被停止；解释器的状态仍在。");
    }
  }

  @Test
  void theStateIsWholeAfterACellThatCannotBeRunAgain() throws Exception {
    var sandbox = new SandboxProbe(Map.of("TASKLOOM_SANDBOX", "bubblewrap")).probe();
    var workspaces = new Workspaces(folder.resolve("work"), FileBounds.DEFAULTS, () -> sandbox);
    try (var interpreters = new Interpreters(() -> sandbox, folder.resolve("program"));
        var bench =
            new Bench(
                interpreters,
                workspaces.open(TASK),
                Limits.DEFAULTS,
                new Words(Language.CHINESE))) {
      bench.run("import os; x = 40", false);
      bench.run("os._exit(1) if os.path.exists('ran') else open('ran', 'w').close()", false);
      bench.run("y = 2", false);
      var crashed = bench.run("os._exit(1)", false);
      assertThat(crashed.ending()).isEqualTo(Cell.Ending.CRASHED);
      assertThat(crashed.error()).contains("退出状态 1");

      var cell = bench.run("print(x + y)", false);

      assertThat(cell.error()).isNull();
      assertThat(cell.output()).isEqualTo("42\n");
    }
  }
}
