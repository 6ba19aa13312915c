package taskloom.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.HttpFixture;

/// As many connections as there are processors, each with always a next request in the buffer: who
/// else is served?
class GreedyPeersTest {
  private static final int REQUESTS = 20;

  @ParameterizedTest
  @ValueSource(strings = {"/observe/health/live", "/nothing", "/stats", "/tasks/%zz"})
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void othersAreServedMeanwhile(String path) throws Exception {
    var request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .formatted(path)
            .repeat(500)
            .getBytes(StandardCharsets.US_ASCII);
    var stop = new AtomicBoolean();
    try (var http = new HttpFixture()) {
      var greedy = new ArrayList<Socket>();
      var threads = new ArrayList<Thread>();
      try {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
          var socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
          greedy.add(socket);
          threads.add(Thread.ofPlatform().start(() -> send(socket, request, stop)));
          threads.add(Thread.ofPlatform().start(() -> drain(socket)));
        }
        for (int i = 0; i < REQUESTS; i++) {
          try (var other = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            other
                .getOutputStream()
                .write(
                    "GET /observe/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200 ");
          }
        }
        assertThat(greedy).noneMatch(Socket::isClosed);
      } finally {
        stop.set(true);
        for (var socket : greedy) {
          socket.close();
        }
        for (var thread : threads) {
          thread.join();
        }
      }
    }
  }

  private static void send(Socket socket, byte[] requests, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        socket.getOutputStream().write(requests);
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // The test is over.
    }
  }
}
