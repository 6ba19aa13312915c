package taskloom.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import taskloom.runner.Interpreters;
import taskloom.runner.Sandbox;
import taskloom.runner.SandboxProbe;

/// The runner as it stands in a container of its own: an ordinary user, a unix socket, a folder of
/// tasks (`work`) shared with the server.
public final class RunnerProcess implements AutoCloseable {
  private static final int USER = 60_055;
  private final Process process;
  private final Path socket;

  private RunnerProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /// Starts one whose socket is `work/name`; it listens soon.
  public static RunnerProcess start(Path folder, String name) throws IOException {
    var shared = Files.createDirectories(folder.resolve("work"));
    var program = folder.resolve("runner.py");
    try (var source = Interpreters.class.getResourceAsStream("/runner/runner.py")) {
      Files.copy(source, program, StandardCopyOption.REPLACE_EXISTING);
    }
    for (var path : List.of(folder, shared)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    var socket = shared.resolve(name);
    var command = new ArrayList<String>();
    if (at(socket).root()) {
      Files.setAttribute(shared, "unix:uid", USER, LinkOption.NOFOLLOW_LINKS);
      command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    }
    command.addAll(
        List.of(
            "/usr/bin/python3",
            "-I",
            program.toString(),
            "--socket",
            socket.toString(),
            "--root",
            shared.toString()));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("POD_SECRET", "s3cret");
    return new RunnerProcess(builder.start(), socket);
  }

  /// What the server finds at a socket.
  public static Sandbox at(Path socket) {
    return new SandboxProbe(Map.of("TASKLOOM_RUNNER_SOCKET", socket.toString())).probe();
  }

  /// What the server finds, once the runner listens.
  public Sandbox sandbox() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> at(socket).message().equals("Model-written code runs in the runner container."));
    return at(socket);
  }

  /// Kills what keeps the interpreters, as the container's end does.
  public void killKeepers() {
    process.children().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
  }
}
