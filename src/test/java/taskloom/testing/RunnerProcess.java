package taskloom.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import taskloom.runner.RunnerProgram;
import taskloom.runner.Sandbox;
import taskloom.runner.SandboxProbe;

/// The runner as it stands in a container of its own: an ordinary user, a unix socket, a folder of
/// tasks (`work`) shared with the server.
public final class RunnerProcess implements AutoCloseable {
  private final Process process;
  private final Path socket;
  private final int user;

  private RunnerProcess(Process process, Path socket, int user) {
    this.process = process;
    this.socket = socket;
    this.user = user;
  }

  /// Starts one whose socket is `work/name`; it listens soon.
  ///
  /// @param through a program with its options that starts it, such as `prlimit`
  public static RunnerProcess start(Path folder, String name, String... through)
      throws IOException {
    return start(folder, name, Map.of(), through);
  }

  /// Starts one that differs in its program.
  ///
  /// @param bodies of the functions `version` in `landlock.py` or `make_shell` in `shell.py`, by
  ///   file
  public static RunnerProcess start(
      Path folder, String name, Map<String, String> bodies, String... through) throws IOException {
    var shared = Files.createDirectories(folder.resolve("work"));
    var program = folder.resolve("runner");
    RunnerProgram.unpack(program);
    for (var file : bodies.keySet()) {
      var path = program.resolve("taskloom_runner").resolve(file);
      var function = "(\ndef (?:version|make_shell)\\([^\n]*\\):\n)";
      Files.writeString(
          path,
          Files.readString(path)
              .replaceFirst(function, "$1" + Matcher.quoteReplacement(bodies.get(file))));
    }
    for (var path : List.of(folder, shared)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    var socket = shared.resolve(name);
    var command = new ArrayList<String>();
    int user = 61_200 + Math.floorMod(folder.hashCode(), 700); // the folder's alone
    if (at(socket).root()) {
      Files.setAttribute(shared, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
    }
    command.addAll(List.of(through));
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
    return new RunnerProcess(builder.start(), socket, user);
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

  /// Stops it for a while: what arrives meanwhile, it finds all at once.
  public void pause() throws IOException, InterruptedException {
    tell("kill", "-STOP", Long.toString(process.pid()));
  }

  /// Lets it go on.
  public void goOn() throws IOException, InterruptedException {
    tell("kill", "-CONT", Long.toString(process.pid()));
  }

  /// The exit code of the image's health check.
  public int check() throws IOException, InterruptedException {
    var program = socket.getParent().resolveSibling("runner").toString();
    return new ProcessBuilder("/usr/bin/python3", "-I", program, "--check", socket.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /// Who runs it.
  public int user() {
    return user;
  }

  private static void tell(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /// How many processes its user has, those that have ended and that nobody has reaped yet too:
  /// they count against the bound on processes. (As an ordinary user the runner has none of its
  /// own: 0.)
  public long processes() throws IOException {
    long count = 0;
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var entry : entries) {
        try {
          var status = Files.readString(entry.resolve("status"), StandardCharsets.ISO_8859_1);
          count += status.contains("\nUid:\t" + user + "\t") ? 1 : 0;
        } catch (IOException _) {
          // gone meanwhile
        }
      }
    }
    return count;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
  }
}
