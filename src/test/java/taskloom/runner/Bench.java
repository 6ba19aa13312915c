package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A place where model-written code really runs, for one test. On a machine whose sandbox does not
/// work it fails with what to install: a skipped escape test proves nothing.
final class Bench implements AutoCloseable {
  static final Limits LIMITS = Limits.DEFAULTS.withCell(Duration.ofSeconds(60));

  static Limits withMemory(long bytes) {
    var usual = LIMITS.processes();
    var processes =
        new Limits.Processes(usual.cpu(), bytes, bytes, usual.count(), usual.openFiles());
    return new Limits(
        LIMITS.start(), LIMITS.cell(), processes, LIMITS.disk(), LIMITS.output(), LIMITS.figures());
  }

  static Limits withDisk(Limits.Disk disk) {
    return new Limits(
        LIMITS.start(), LIMITS.cell(), LIMITS.processes(), disk, LIMITS.output(), LIMITS.figures());
  }

  final Sandbox sandbox;
  final Workspaces workspaces;
  final Workspace workspace;
  final Interpreters interpreters;

  Bench(Path folder) throws IOException {
    this(folder, new SandboxProbe(Map.of("TASKLOOM_SANDBOX", "bubblewrap")).probe());
  }

  Bench(Path folder, Sandbox sandbox) throws IOException {
    assertThat(sandbox.available()).as(sandbox.message()).isTrue();
    this.sandbox = sandbox;
    workspaces = new Workspaces(folder.resolve("work"), FileBounds.DEFAULTS, () -> sandbox);
    workspace = workspaces.open("20250117-153000-a1b2c3d4");
    interpreters = new Interpreters(() -> sandbox, folder.resolve("program"));
  }

  Interpreter open() throws RunnerFailure, InterruptedException {
    return open(LIMITS);
  }

  Interpreter open(Limits limits) throws RunnerFailure, InterruptedException {
    return interpreters.open(workspace, limits);
  }

  /// The processes outside the sandbox that carry this bench's folder in their command.
  static List<ProcessHandle> processesOf(Bench bench) {
    return processesWith(bench.workspace.folder().toString());
  }

  /// Every process of this machine with `word` in its command.
  static List<ProcessHandle> processesWith(String word) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(word))
        .toList();
  }

  /// What a script prints in bubblewrap alone, without the runner around it.
  static String runBare(Sandbox sandbox, String script) throws IOException {
    var command =
        new Bubblewrap(sandbox.python(), sandbox.userOf("x"), 1 << 20)
            .command(null, null, "-c", script);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  static String quoted(Path path) {
    return "'" + path + "'";
  }

  /// What a cell showed, with `…` for what was left out.
  static String text(CellResult result) {
    return result.text(_ -> "…");
  }

  /// What an exception in a cell said.
  static String traceback(CellResult result) {
    return switch (result.outcome()) {
      case CellOutcome.Raised raised -> raised.traceback();
      case CellOutcome.OutOfMemory(var traceback) -> traceback;
      case CellOutcome other -> throw new AssertionError(other);
    };
  }

  @Override
  public void close() {
    interpreters.close();
  }
}
