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

/// A runner in a container of its own, at a unix socket. Closing the connection ends it.
final class SocketLink implements Link {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private final SocketChannel channel;
  private final Requests requests;
  private final Answers answers;

  private SocketLink(SocketChannel channel) {
    this.channel = channel;
    this.requests = new Requests(Channels.newOutputStream(channel), "runner-requests");
    this.answers = new Answers(Channels.newInputStream(channel), "runner-answers");
  }

  /// Connects; on this machine that takes no time or fails.
  static SocketLink connect(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new SocketLink(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Connects as soon as a runner is there: one that is just starting, anew perhaps, is ordinary.
  ///
  /// @throws IOException when there is none within `patience`, or no folder for its socket
  static SocketLink connect(Path socket, Duration patience)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    try {
      return connect(socket);
    } catch (IOException _) {
      // not yet
    }
    try (var changes = FileSystems.getDefault().newWatchService()) {
      folder(socket).register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (true) {
        try {
          return connect(socket);
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

  private static Path folder(Path socket) {
    return socket.toAbsolutePath().resolveSibling("");
  }

  /// Waits for a new file, but not for long: the socket's is there before anybody listens to it.
  private static void awaitChange(WatchService changes, long nanos) throws InterruptedException {
    var key = changes.poll(nanos, TimeUnit.NANOSECONDS);
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  /// Whether a runner answers there.
  static boolean answers(Path socket) {
    try {
      var link = connect(socket);
      try {
        link.send(Map.of("type", "ping"));
        var answer = link.next(PATIENCE);
        return answer != null && answer.path("type").asText().equals("pong");
      } finally {
        link.kill();
      }
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void send(Object request) {
    requests.send(request);
  }

  @Override
  public @Nullable JsonNode next(Duration patience) throws InterruptedException {
    return answers.next(patience);
  }

  @Override
  public void kill() {
    try {
      channel.close();
    } catch (IOException _) {
      // closed is closed
    }
    requests.stop();
    answers.stop();
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
