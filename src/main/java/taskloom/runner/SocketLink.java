package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import taskloom.runner.Sandbox.Look;
import taskloom.runner.Sandbox.Reach;

/// A runner in a container of its own, at a unix socket. Closing the connection ends it.
final class SocketLink implements Link {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PATIENCE_WITH_CODE = Duration.ofSeconds(10);

  /// A fork bomb of a thousand processes takes the runner a second or two.
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private final Path socket;
  private final SocketChannel channel;
  private final Requests requests;
  private final Answers answers;

  private volatile @Nullable String task;

  private SocketLink(Path socket, SocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
    this.requests = new Requests(Channels.newOutputStream(channel), "runner-requests");
    this.answers = new Answers(Channels.newInputStream(channel), "runner-answers");
  }

  /// Connects; on this machine that takes no time or fails.
  static SocketLink connect(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new SocketLink(socket, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// All places of a runner are taken.
  static final class Full extends IOException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("the runner has no place left");
    }
  }

  /// A connection with a place on the runner of its own, as soon as there is one: a runner that is
  /// just starting, anew perhaps, is ordinary, and so is one that has no place left just now.
  ///
  /// @throws Full when all its places stay taken for `patience`
  /// @throws IOException when there is none within `patience`, or no folder for its socket
  static SocketLink enter(Path socket, Duration patience) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    try {
      return admitted(socket, deadline);
    } catch (IOException _) {
      // not yet
    }
    try (var changes = FileSystems.getDefault().newWatchService()) {
      folder(socket).register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (true) {
        try {
          return admitted(socket, deadline);
        } catch (IOException e) {
          var left = deadline - System.nanoTime();
          if (left <= 0) {
            throw e;
          }
          awaitChange(changes, Math.min(left, BETWEEN_TRIES.toNanos()));
        }
      }
    }
  }

  /// One try. A runner without a place says so at once, and only then refuses a ping.
  private static SocketLink admitted(Path socket, long deadline)
      throws IOException, InterruptedException {
    var left = Duration.ofNanos(deadline - System.nanoTime());
    var link = connect(socket);
    var admitted = false;
    try {
      var reach = link.reach(left.compareTo(PATIENCE) > 0 ? left : PATIENCE);
      admitted = reach == Reach.READY;
      return switch (reach) {
        case READY -> link;
        case FULL -> throw new Full();
        case UNHEALTHY, UNREACHABLE -> throw new IOException("the runner does not answer");
      };
    } finally {
      if (!admitted) {
        link.close();
      }
    }
  }

  private Reach reach(Duration patience) throws InterruptedException {
    send(Map.of("type", "ping"));
    var answer = next(patience);
    return switch (answer == null ? "" : answer.path("type").asText()) {
      case "pong" -> Reach.READY;
      case "refused" -> Reach.FULL;
      default -> Reach.UNREACHABLE;
    };
  }

  private static Path folder(Path socket) {
    return socket.toAbsolutePath().resolveSibling("");
  }

  /// Waits for a new file, but not for long: the socket's is there before anybody listens to it,
  /// and a place that becomes free makes none.
  private static void awaitChange(WatchService changes, long nanos) throws InterruptedException {
    var key = changes.poll(nanos, TimeUnit.NANOSECONDS);
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  /// How a runner is: it runs a line of code in an interpreter as a task's would be.
  static Look look(Path socket, boolean lenient) {
    try {
      var link = connect(socket);
      try {
        return link.check(lenient);
      } finally {
        link.close();
      }
    } catch (IOException _) {
      return Look.of(Reach.UNREACHABLE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Look.of(Reach.UNREACHABLE);
    }
  }

  private Look check(boolean lenient) throws InterruptedException {
    if (lenient) {
      send(Map.of("type", "lenient"));
    }
    send(Map.of("type", "check"));
    var answer = next(PATIENCE_WITH_CODE);
    if (answer == null) {
      return new Look(
          Reach.UNHEALTHY,
          "an interpreter did not run a line of code within "
              + PATIENCE_WITH_CODE.toSeconds()
              + " seconds");
    }
    return switch (answer.path("type").asText()) {
      case "healthy" -> Look.of(Reach.READY);
      case "refused" -> Look.of(Reach.FULL);
      case "unhealthy" -> new Look(Reach.UNHEALTHY, answer.path("reason").asText());
      default -> new Look(Reach.UNHEALTHY, "an interpreter ended before it had run a line of code");
    };
  }

  @Override
  public void send(Object request) {
    requests.send(request);
  }

  @Override
  public @Nullable JsonNode next(Duration patience) throws InterruptedException {
    return answers.next(patience);
  }

  /// The runner sees that nothing more will be asked, ends the task's processes, says so and hangs
  /// up. Where it does not, the connection is closed all the same.
  @Override
  public void kill() {
    try {
      channel.shutdownOutput();
    } catch (IOException _) {
      // closed is closed
    }
    answers.drain();
    var _ =
        answers
            .ended()
            .completeOnTimeout(false, END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .thenRun(this::close);
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // closed is closed
    }
    requests.stop();
    answers.stop();
  }

  /// Whose folder it is about to work in.
  void works(String taskId) {
    task = taskId;
  }

  /// Where the runner hung up without its last word, a new connection asks for it.
  @Override
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    if (answers.awaitEnded(patience)) {
      return true;
    }
    var settled = task;
    while (settled != null && System.nanoTime() < deadline) {
      if (hasEnded(socket, settled, Duration.ofNanos(deadline - System.nanoTime()))) {
        return true;
      }
      Thread.sleep(BETWEEN_TRIES);
    }
    return settled == null;
  }

  /// Whether a runner says that nothing of the task runs there.
  private static boolean hasEnded(Path socket, String taskId, Duration patience)
      throws InterruptedException {
    try {
      var link = connect(socket);
      try {
        link.send(Map.of("type", "settle", "task", taskId));
        return link.answers.awaitEnded(patience);
      } finally {
        link.close();
      }
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public String lastWords() {
    return answers.lastWords();
  }

  @Override
  public ProcessTree processes() {
    return new ProcessTree(List.of());
  }
}
