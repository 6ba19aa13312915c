package taskloom.runner;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// How model-written code runs on this machine, as `SandboxProbe` found it.
///
/// @param message for a person: what is in force, or what to install or set
/// @param python the interpreter with IPython and the science stack
/// @param root whether this process is root, so that the code gets a user of its own
/// @param socket where the runner's container listens; null in the other modes
public record Sandbox(Mode mode, String message, Path python, boolean root, @Nullable Path socket) {
  /// A thousand users that distributions leave unused; a task keeps its own for good.
  private static final int FIRST_USER = 60_100;

  private static final int USERS = 1_000;

  /// The ways there are.
  public enum Mode {
    /// Namespaces made by bubblewrap, on this machine.
    BUBBLEWRAP,
    /// A runner in a container of its own, reached by a unix socket.
    SOCKET,
    /// The same where its kernel cannot keep its tasks apart, asked for explicitly.
    CONTAINER,
    /// No sandbox, asked for explicitly.
    NONE,
    /// Model-written code does not run.
    UNAVAILABLE
  }

  /// Whether model-written code runs at all.
  public boolean available() {
    return mode != Mode.UNAVAILABLE;
  }

  /// How the runner's container is at a moment.
  public enum Reach {
    /// It answers, and has a place for another interpreter.
    READY,
    /// It answers that all its places are taken.
    FULL,
    /// It answers, but does not run a line of code as it should.
    UNHEALTHY,
    /// It does not answer.
    UNREACHABLE
  }

  /// What a look at the runner's container found.
  ///
  /// @param why in a sentence for the operator; empty where nothing is wrong
  public record Look(Reach reach, String why) {
    static Look of(Reach reach) {
      return new Look(reach, "");
    }
  }

  /// How the runner's container is, where there is one, by a line of code that it runs; else the
  /// machine is ready. Blocks, for seconds at worst.
  public Look look() {
    return socket == null ? Look.of(Reach.READY) : SocketLink.look(socket, lenient());
  }

  /// How it is, in a word. Blocks as `look`.
  public Reach reach() {
    return look().reach();
  }

  /// Whether code runs although nothing keeps the tasks in the runner's container apart.
  boolean lenient() {
    return mode == Mode.CONTAINER;
  }

  /// The user that runs a task's code and owns its files, where that is not this process's own: as
  /// root, one of the task's; where there is a runner, the one whose socket it is.
  OptionalInt userOf(String taskId) {
    if (!root) {
      return OptionalInt.empty();
    }
    return switch (mode) {
      case BUBBLEWRAP -> OptionalInt.of(FIRST_USER + Math.floorMod(taskId.hashCode(), USERS));
      case SOCKET, CONTAINER -> socket == null ? OptionalInt.empty() : Ownership.of(socket);
      case NONE, UNAVAILABLE -> OptionalInt.empty();
    };
  }
}
