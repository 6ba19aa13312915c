package taskloom.runner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import taskloom.runner.RunnerFailure.Reason;

/// Opens interpreters in the sandbox that this machine has. Safe from any thread; closing it closes
/// every interpreter.
public final class Interpreters implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Interpreters.class.getName());
  private final Supplier<Sandbox> sandbox;
  private final Path program;
  private boolean unpacked;
  private final DiskReserve reserve = new DiskReserve();
  private final Spawner spawner = new Spawner();
  private final Set<Interpreter> open = ConcurrentHashMap.newKeySet();

  /// @param sandbox asked for when one is opened
  /// @param programFolder where the runner is unpacked for Python to read; nothing else is left in
  ///   it
  public Interpreters(Supplier<Sandbox> sandbox, Path programFolder) {
    this.sandbox = sandbox;
    this.program = programFolder.toAbsolutePath();
  }

  /// How the code runs, for `/status`.
  public Sandbox sandbox() {
    return sandbox.get();
  }

  /// Starts an interpreter whose folder is the workspace's. Returns while it still starts: the
  /// first cell waits for it. Where there is a runner, waits for it to be there and to have a
  /// place, as long as an interpreter may take to start.
  ///
  /// @throws RunnerFailure where model-written code cannot run, with what to do about it
  public Interpreter open(Workspace workspace, Limits limits)
      throws RunnerFailure, InterruptedException {
    var interpreter =
        new Interpreter(workspace, limits, () -> start(workspace, limits), reserve, open::remove);
    open.add(interpreter);
    return interpreter;
  }

  @Override
  public void close() {
    open.forEach(Interpreter::kill);
    open.forEach(Interpreter::close);
    spawner.close();
  }

  private Link start(Workspace workspace, Limits limits)
      throws RunnerFailure, InterruptedException {
    var sandbox = this.sandbox.get();
    try {
      return switch (sandbox.mode()) {
        case BUBBLEWRAP -> {
          workspace.handOver();
          var bubblewrap =
              new Bubblewrap(
                  sandbox.python(), sandbox.userOf(workspace.taskId()), limits.disk().scratch());
          yield new ProcessLink(
              spawner.start(
                  bubblewrap.command(workspace.folder(), program(), Bubblewrap.RUNNER),
                  workspace.folder(),
                  Bubblewrap.ENVIRONMENT));
        }
        case NONE ->
            new ProcessLink(
                spawner.start(
                    List.of(sandbox.python().toString(), "-I", program().toString(), "--bare"),
                    workspace.folder(),
                    Bubblewrap.ENVIRONMENT));
        case SOCKET, CONTAINER -> {
          var socket = sandbox.socket();
          if (socket == null) {
            throw new RunnerFailure(new Reason.NoSandbox(sandbox.message()));
          }
          yield connect(socket, sandbox.lenient(), workspace, limits.start());
        }
        case UNAVAILABLE -> throw new RunnerFailure(new Reason.NoSandbox(sandbox.message()));
      };
    } catch (SocketLink.Full _) {
      throw new RunnerFailure(new Reason.Full());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the runner of task " + workspace.taskId() + " does not start", e);
      throw new RunnerFailure(
          sandbox.socket() != null ? new Reason.NoAnswer() : new Reason.NotStarted());
    }
  }

  /// The runner, unpacked before the first interpreter here starts: the server does not wait for it
  /// to start, and needs none where there is a container.
  private synchronized Path program() throws IOException {
    if (!unpacked) {
      RunnerProgram.unpack(program);
      unpacked = true;
    }
    return program;
  }

  /// The folder is handed over once the runner is there: its socket says whose it is to be.
  private static Link connect(Path socket, boolean lenient, Workspace workspace, Duration patience)
      throws IOException, InterruptedException {
    var link = SocketLink.enter(socket, patience);
    link.works(workspace.taskId());
    try {
      if (lenient) {
        link.send(Map.of("type", "lenient"));
      }
      workspace.handOver();
      return link;
    } catch (IOException e) {
      link.kill();
      throw e;
    }
  }
}
