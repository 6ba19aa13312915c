package taskloom.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import taskloom.HttpFixture;

/// What peers make the server hold is bounded, for each owner and for all.
class HeldMemoryTest {
  @AutoClose private final HttpFixture http = new HttpFixture();
  @AutoClose private final Sockets sockets = new Sockets(new ArrayList<>());

  private record Sockets(List<Socket> open) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      for (var socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void unfinishedBodiesOfOneOwnerAreRefusedPastItsShareAndOthersAreServed() throws Exception {
    var share = HttpFixture.MAX_HELD / 2;
    var almost = "{\"text\":\"" + "x".repeat(1_000_000);
    for (int i = 0; i < share / almost.length(); i++) {
      send(head("alices-key", 1 << 20) + almost);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> http.held() > share - almost.length());

    var refused = send(head("alices-key", 1 << 20) + almost);
    assertThat(answer(refused)).startsWith("HTTP/1.1 503 ").contains("\"unavailable\"", "Retry-");
    var other = send(head("bobs-key", 15) + "{\"text\":\"hold\"}");
    assertThat(answer(other)).startsWith("HTTP/1.1 202 ");

    sockets.close();
    await().atMost(Duration.ofSeconds(30)).until(() -> http.held() == 0);
    assertThat(http.post("/tasks", "{\"text\":\"hold\"}").status()).isEqualTo(202);
  }

  @Test
  void aChunkIsNotCollectedBeforeItIsRead() throws Exception {
    // Refused for its length after the bound of a body, of a chunk of 100 MiB that goes on.
    var socket =
        send(
            """
            POST /tasks HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer alices-key\r
            Transfer-Encoding: chunked\r
            \r
            6400000\r
            """
                + "x".repeat((1 << 20) + 1));

    assertThat(answer(socket)).startsWith("HTTP/1.1 413 ").contains("payload_too_large");
  }

  private static String head(String key, int length) {
    return """
    POST /tasks HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    Content-Length: %d\r
    \r
    """
        .formatted(key, length);
  }

  private Socket send(String bytes) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
    sockets.open().add(socket);
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    return socket;
  }

  /// The first bytes of the answer.
  private static String answer(Socket socket) throws IOException {
    var bytes = new byte[4_096];
    var length = 0;
    while (!new String(bytes, 0, length, ISO_8859_1).endsWith("}")) {
      var read = socket.getInputStream().read(bytes, length, bytes.length - length);
      if (read < 0) {
        break;
      }
      length += read;
    }
    return new String(bytes, 0, length, ISO_8859_1);
  }
}
