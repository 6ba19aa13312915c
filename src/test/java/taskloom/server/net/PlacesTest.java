package taskloom.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.HttpFixture;

/// Who holds a place, and for how long.
class PlacesTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String HOST = "Host: localhost\r\n";
  private static final String KEY = HOST + "Authorization: Bearer alices-key\r\n";
  private static final String OTHER_KEY = HOST + "Authorization: Bearer bobs-key\r\n";
  private static final String CLOSING = "\r\nConnection: close\r\n\r\n";
  private static final String HEALTH =
      "GET /observe/health/live HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /sta",
        "GET /status HTTP/1.1\r\nHost: x\r\n",
        "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
        "GET /status HTTP/1.1\r\nHost: x\r\n\r\nGET /sta",
        "\r\n"
      })
  void aHeadThatDoesNotComeIsNotWaitedFor(String bytes) throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(100, SHORT, LONG, LONG, LONG));
        var socket = connected(http, bytes)) {
      assertThat(readAll(socket)).doesNotContain("500", "Exception");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /tasks HTTP/1.1\r\n" + KEY + "Content-Length: 1000\r\n\r\n{",
        "POST /tasks HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n{",
        "POST /tasks HTTP/1.1\r\n" + KEY + "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
        "POST /tasks HTTP/1.1\r\n" + KEY + "Transfer-Encoding: chunked\r\n\r\n5",
      })
  void aBodyThatDoesNotComeIsNotWaitedFor(String bytes) throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(100, LONG, LONG, SHORT, LONG));
        var socket = connected(http, bytes)) {
      assertThat(readAll(socket)).doesNotContain("500", "Exception");
    }
  }

  @Test
  void anIdleConnectionIsNotKeptForGood() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(100, LONG, SHORT, LONG, LONG));
        var socket = connected(http, "GET /status HTTP/1.1\r\n" + HOST + "\r\n")) {
      assertThat(readAll(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void anAnswerNobodyReadsIsGivenUp() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(100, LONG, LONG, LONG, SHORT));
        var socket = new Socket()) {
      socket.setReceiveBufferSize(1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
      var flood = ("GET /openapi HTTP/1.1\r\n" + HOST + "\r\n").repeat(2_000);
      Thread.ofVirtual().start(() -> write(socket, flood));
      await().atMost(Duration.ofSeconds(30)).until(() -> http.connections() == 1);
      await().atMost(Duration.ofSeconds(30)).until(() -> http.connections() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20000, 1024, 20000",
    "20000, 384, 6826",
    "20000, 128, 1365",
    "100, 128, 100",
    "20000, 32, 16"
  })
  void thereAreNoMorePlacesThanTheHeapHasRoomFor(int wanted, long heapMegabytes, int places) {
    assertThat(ConnectionLimits.withinHeap(wanted, heapMegabytes << 20)).isEqualTo(places);
  }

  @Test
  void silentConnectionsMakeRoom() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(8, LONG, LONG, LONG, LONG))) {
      var silent = connections(http, 8, "");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> readAll(connected(http, status())).startsWith("HTTP/1.1 200 "));
      close(silent);
    }
  }

  @Test
  void bodiesOfRefusedRequestsMakeRoom() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(8, LONG, LONG, LONG, LONG))) {
      var refused =
          connections(
              http, 8, "POST /tasks HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n{");
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> readAll(connected(http, status())).startsWith("HTTP/1.1 200 "));
      close(refused);
    }
  }

  @Test
  void headsThatComeByteByByteMakeRoom() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(8, LONG, LONG, LONG, LONG))) {
      var slow = connections(http, 8, "GET /status HTTP/1.1\r\nX: ");
      var dribbler =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      slow.forEach(socket -> write(socket, "a"));
                      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                    }
                  });
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> readAll(connected(http, status())).startsWith("HTTP/1.1 200 "));
      dribbler.interrupt();
      dribbler.join();
      close(slow);
    }
  }

  @Test
  void whereAllAreBusyHealthIsAnsweredAndOthersAreTold() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(4, LONG, LONG, LONG, LONG))) {
      var busy = new ArrayList<>(connections(http, 2, events(http, KEY)));
      busy.addAll(connections(http, 2, events(http, OTHER_KEY)));
      await().atMost(Duration.ofSeconds(30)).until(() -> http.streams.open() == 4);

      var refused = readAll(connected(http, status()));
      assertThat(refused).startsWith("HTTP/1.1 503 ").contains("\"unavailable\"", "Retry-After: ");
      // More silent ones than there are spare places.
      var silent = connections(http, 60, "GET /");
      for (int i = 0; i < 5; i++) {
        assertThat(readAll(connected(http, HEALTH))).startsWith("HTTP/1.1 200 ");
      }
      assertThat(http.streams.open()).isEqualTo(4);
      close(silent);
      close(busy);
    }
  }

  @Test
  void oneOwnerLeavesRoomForOthers() throws Exception {
    try (var http = new HttpFixture(new ConnectionLimits(8, LONG, LONG, LONG, LONG))) {
      var events = events(http, KEY);
      var many = connections(http, 4, events);
      await().atMost(Duration.ofSeconds(30)).until(() -> http.streams.open() == 4);

      var refused = readAll(connected(http, events.replace("\r\n\r\n", CLOSING)));
      assertThat(refused).startsWith("HTTP/1.1 503 ").contains("\"unavailable\"", "Retry-After: ");
      var another = "GET /stats HTTP/1.1\r\n" + OTHER_KEY + CLOSING.substring(2);
      assertThat(readAll(connected(http, another))).startsWith("HTTP/1.1 200 ");

      many.removeFirst().close();
      var again = "GET /stats HTTP/1.1\r\n" + KEY + CLOSING.substring(2);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> readAll(connected(http, again)).startsWith("HTTP/1.1 200 "));
      close(many);
    }
  }

  /// A request for the events of a new task that goes on.
  private static String events(HttpFixture http, String key) throws IOException {
    var submission = "{\"text\":\"hold\"}";
    var submitted =
        readAll(
            connected(
                http,
                "POST /tasks HTTP/1.1\r\n"
                    + key
                    + "Connection: close\r\nContent-Length: "
                    + submission.length()
                    + "\r\n\r\n"
                    + submission));
    var id = submitted.replaceAll("(?s).*\"task_id\":\"([^\"]+)\".*", "$1");
    return "GET /tasks/"
        + id
        + "/events HTTP/1.1\r\n"
        + key
        + "Accept: text/event-stream\r\n\r\n";
  }

  private static String status() {
    return "GET /status HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
  }

  private static List<Socket> connections(HttpFixture http, int count, String bytes)
      throws IOException {
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < count; i++) {
      sockets.add(connected(http, bytes));
    }
    return sockets;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  private static Socket connected(HttpFixture http, String bytes) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    return socket;
  }

  private static void write(Socket socket, String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    } catch (IOException _) {
      // Given up, as it should be.
    }
  }

  private static String readAll(Socket socket) throws IOException {
    try (socket) {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
