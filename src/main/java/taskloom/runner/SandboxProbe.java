package taskloom.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import taskloom.runner.Sandbox.Mode;

/// Finds out how model-written code can run here, by running some. Reads `TASKLOOM_SANDBOX`
/// (`bubblewrap`, `socket`, `container`, `none`; empty: what there is), `TASKLOOM_RUNNER_SOCKET`
/// (the unix socket of a runner's container) and `TASKLOOM_PYTHON` (default `/usr/bin/python3`).
public final class SandboxProbe {
  private static final String PACKAGES =
      "python3-ipython python3-numpy python3-scipy python3-pandas python3-matplotlib"
          + " python3-sklearn python3-statsmodels python3-openpyxl fonts-wqy-microhei";
  private static final String OPT_OUT =
      "point TASKLOOM_RUNNER_SOCKET at a runner container, or set TASKLOOM_SANDBOX=none to run it"
          + " without a sandbox, with all rights of this server";
  private static final String MISSING =
      "import importlib.util as u; print('missing:' + ','.join(m for m in"
          + " ('IPython','numpy','pandas','matplotlib') if not u.find_spec(m)))";

  /// What beyond namespaces keeps code in: seccomp is required, Landlock taken where there is one.
  private static final String FEATURES =
      "\nimport ctypes, platform; c = ctypes.CDLL(None); print('lacks:seccomp' if c.prctl(21, 0, 0,"
          + " 0, 0) < 0 or platform.machine() not in ('x86_64', 'aarch64') else 'has:seccomp and"
          + " Landlock' if c.syscall(444, None, 0, 1) > 0 else 'has:seccomp'); ";

  private final Path python;
  private final String socket;
  private final Supplier<Sandbox> kind;

  /// A probe that reads the given environment, now.
  ///
  /// @throws IllegalArgumentException with one sentence, for a `TASKLOOM_SANDBOX` that is none
  public SandboxProbe(Map<String, String> environment) {
    python = Path.of(environment.getOrDefault("TASKLOOM_PYTHON", "/usr/bin/python3"));
    socket = environment.getOrDefault("TASKLOOM_RUNNER_SOCKET", "");
    kind =
        switch (environment.getOrDefault("TASKLOOM_SANDBOX", "")) {
          case "none" -> this::none;
          case "socket" -> () -> socket(Mode.SOCKET);
          case "container" -> () -> socket(Mode.CONTAINER);
          case "bubblewrap" -> this::bubblewrap;
          case "" -> socket.isEmpty() ? this::bubblewrap : () -> socket(Mode.SOCKET);
          case String other ->
              throw new IllegalArgumentException(
                  "TASKLOOM_SANDBOX must be bubblewrap, socket, container or none, not \""
                      + other
                      + "\"");
        };
  }

  /// What this machine can do. Takes some tens of milliseconds, twenty seconds at worst; blocks.
  public Sandbox probe() {
    return kind.get();
  }

  private Sandbox none() {
    var answer = run(List.of(python.toString(), "-I", "-c", MISSING));
    return answer.startsWith("missing:")
        ? judge(
            answer,
            Mode.NONE,
            "Model-written code runs WITHOUT a sandbox, with all rights of this server"
                + " (TASKLOOM_SANDBOX=none).")
        : noPython(answer);
  }

  private Sandbox bubblewrap() {
    if (!installed("bwrap") || (isRoot() && !installed("setpriv"))) {
      return unavailable(
          "bubblewrap is not installed. Install it (apt-get install bubblewrap util-linux), "
              + OPT_OUT
              + ".");
    }
    if (!Files.isExecutable(python)) {
      return noPython(python + " does not exist");
    }
    var user = isRoot() ? OptionalInt.of(60_100) : OptionalInt.empty();
    var bubblewrap = new Bubblewrap(python, user, 1 << 20);
    var features = run(bubblewrap.command(null, null, "-c", FEATURES));
    if (features.equals("lacks:seccomp")) {
      return unavailable(
          "this kernel or processor has no seccomp filters (x86-64 and ARM64 have). "
              + "Otherwise, "
              + OPT_OUT
              + ".");
    }
    var answer =
        features.startsWith("has:") ? run(bubblewrap.command(null, null, "-c", MISSING)) : features;
    if (answer.startsWith("missing:")) {
      return judge(
          answer,
          Mode.BUBBLEWRAP,
          "Model-written code runs in bubblewrap"
              + (isRoot() ? ", as a user of its own" : ", in a user namespace")
              + ", behind "
              + features.substring("has:".length())
              + ".");
    }
    return unavailable(
        "bubblewrap cannot make its namespaces here ("
            + answer
            + "). Allow unprivileged user namespaces, "
            + OPT_OUT
            + ".");
  }

  private Sandbox socket(Mode mode) {
    if (socket.isEmpty()) {
      return unavailable(
          "TASKLOOM_SANDBOX=%s needs TASKLOOM_RUNNER_SOCKET, the runner's."
              .formatted(mode.name().toLowerCase(Locale.ROOT)));
    }
    var path = Path.of(socket);
    // A runner that starts later than the server is ordinary: the mode holds, the message tells.
    var sandbox = new Sandbox(mode, "", python, isRoot(), path);
    var look = sandbox.look();
    var message =
        switch (look.reach()) {
          case READY, FULL -> "Model-written code runs in the runner container.";
          case UNHEALTHY ->
              "Model-written code is to run in the runner container, which does not work: "
                  + look.why()
                  + ".";
          case UNREACHABLE ->
              "Model-written code runs in the runner container, which does not answer yet at "
                  + socket
                  + ".";
        };
    return new Sandbox(mode, message, python, isRoot(), path);
  }

  private Sandbox noPython(String why) {
    return unavailable(
        "its Python does not run (" + why + "). Install it (apt-get install " + PACKAGES + ").");
  }

  private Sandbox unavailable(String why) {
    return new Sandbox(
        Mode.UNAVAILABLE, "Model-written code does not run: " + why, python, isRoot(), null);
  }

  /// The mode, unless Python lacks modules: `answer` lists them.
  private Sandbox judge(String answer, Mode mode, String message) {
    var modules = answer.substring("missing:".length());
    return modules.isEmpty()
        ? new Sandbox(mode, message, python, isRoot(), null)
        : noPython(modules.replace(",", ", ") + " not installed for " + python);
  }

  /// The last line that a command prints, or why it printed none.
  private static String run(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin");
      var process = builder.start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          return "no answer within 20 seconds";
        }
        var printed =
            new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
        return printed.substring(printed.lastIndexOf('\n') + 1);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static boolean installed(String program) {
    return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static boolean isRoot() {
    return Ownership.of(Path.of("/proc/self")).equals(OptionalInt.of(0));
  }
}
