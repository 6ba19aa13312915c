package taskloom.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.RawSocket;
import taskloom.testing.ServerProcess;

/// More connections than the heap has room for, though fewer than `TASKLOOM_MAX_CONNECTIONS`.
class CrowdTest {
  private static final int CROWD = 3_000;

  @TempDir private Path data;

  @Test
  void connectingEndsNoServerHoweverSmallItsHeap() throws Exception {
    var sockets = new ArrayList<RawSocket>();
    try (var server = ServerProcess.startWithHeap("96m", data)) {
      var opened = crowd(server.address().getPort(), sockets);
      assertThat(server.handle().isAlive()).as(server.output()).isTrue();
      assertThat(opened).isBetween(500, 1_000);
      assertThat(pinged(sockets.getFirst())).contains("pong");
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  /// How many of the crowd were let in.
  private static int crowd(int port, List<RawSocket> sockets) {
    int opened = 0;
    for (int i = 0; i < CROWD; i++) {
      try {
        var socket = RawSocket.connect(port);
        sockets.add(socket);
        opened += socket.upgrade("/ws", List.of()).contains(" 101 ") ? 1 : 0;
      } catch (IOException _) {
        // Refused in favour of the next one.
      }
    }
    return opened;
  }

  /// The answer to a ping, after the greeting.
  private static String pinged(RawSocket socket) throws IOException {
    socket.send("{\"type\":\"ping\"}");
    socket.nextText();
    return socket.nextText();
  }
}
