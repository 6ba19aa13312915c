package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.runner.Sandbox.Mode;

class SandboxProbeTest {
  @TempDir Path folder;

  @Test
  void findsBubblewrap() {
    var sandbox = new SandboxProbe(Map.of()).probe();

    assertThat(sandbox.mode()).as(sandbox.message()).isEqualTo(Mode.BUBBLEWRAP);
    assertThat(sandbox.available()).isTrue();
  }

  @Test
  void runsNothingWithoutASandboxUnlessAskedTo() throws Exception {
    var none = new SandboxProbe(Map.of("TASKLOOM_SANDBOX", "none")).probe();
    assertThat(none.mode()).isEqualTo(Mode.NONE);
    assertThat(none.message()).contains("WITHOUT a sandbox");

    for (var environment :
        java.util.List.of(
            Map.of("TASKLOOM_SANDBOX", "socket"),
            Map.of("TASKLOOM_PYTHON", "/usr/bin/no-such-python"),
            Map.of("TASKLOOM_PYTHON", "/usr/bin/true"))) {
      var sandbox = new SandboxProbe(environment).probe();
      assertThat(sandbox.mode()).as(environment.toString()).isEqualTo(Mode.UNAVAILABLE);
      assertThat(sandbox.message()).startsWith("Model-written code does not run: ");
      var workspace =
          new Workspaces(folder.resolve("work"), FileBounds.DEFAULTS, () -> sandbox).open("t1");
      try (var interpreters = new Interpreters(() -> sandbox, folder.resolve("program"))) {
        assertThatThrownBy(() -> interpreters.open(workspace, Limits.DEFAULTS))
            .isInstanceOfSatisfying(
                RunnerFailure.class,
                failure ->
                    assertThat(failure.reason())
                        .isEqualTo(new RunnerFailure.Reason.NoSandbox(sandbox.message())));
      }
    }
  }

  @Test
  void aKindOfSandboxThatIsNoneIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SandboxProbe(Map.of("TASKLOOM_SANDBOX", "docker")))
        .withMessage(
            "TASKLOOM_SANDBOX must be bubblewrap, socket, container or none, not \"docker\"");
  }

  @Test
  void runsWithoutASandboxWhenAskedTo() throws Exception {
    var none = new SandboxProbe(Map.of("TASKLOOM_SANDBOX", "none")).probe();
    var seconds = "63." + Math.abs(System.nanoTime());
    try (var bench = new Bench(folder, none);
        var python = bench.open()) {
      assertThat(
              Bench.text(python.execute("import os\nprint(sorted(os.environ))", CellListener.NONE)))
          .doesNotContain("JAVA_HOME");
      python.execute(
          "import subprocess\np = subprocess.Popen(['sleep', '%s'], start_new_session=True)"
              .formatted(seconds),
          CellListener.NONE);
      assertThat(
              python
                  .execute("while True: pass", Duration.ofSeconds(1), CellListener.NONE)
                  .outcome())
          .isInstanceOf(TimedOut.class);
    }
    await().until(() -> Bench.processesWith(seconds).isEmpty());
  }

  /// What a server that is killed leaves behind: nothing.
  @Test
  void takesTheSandboxAlongWhenTheServerIsKilled() throws Exception {
    var seconds = "64." + Math.abs(System.nanoTime());
    var server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName(),
                folder.toString(),
                seconds)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("begun");
      await().until(() -> !Bench.processesWith(seconds).isEmpty());
    } finally {
      server.destroyForcibly();
    }
    await().atMost(Duration.ofSeconds(2)).until(() -> Bench.processesWith(seconds).isEmpty());
  }

  static final class Server {
    private Server() {}

    public static void main(String[] arguments) throws Exception {
      try (var bench = new Bench(Path.of(arguments[0]));
          var python = bench.open()) {
        python.execute(
            "import subprocess\nprint('begun')\nsubprocess.run(['sleep', '" + arguments[1] + "'])",
            _ -> System.out.println("begun"));
      }
    }
  }
}
