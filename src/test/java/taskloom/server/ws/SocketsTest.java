package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import taskloom.SocketServer;
import taskloom.testing.Analysts;
import taskloom.testing.RawSocket;
import taskloom.wire.Json;

/// What peers do to a socket, well-behaved or not.
class SocketsTest {
  private static final SessionLimits TIGHT =
      new SessionLimits(
          64,
          64 << 10,
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(500));

  private static final Duration TIMES = Duration.ofSeconds(30);

  private SocketServer server = SocketServer.with(Analysts.scripted());

  @AfterEach
  void stop() {
    await().untilAsserted(() -> assertThat(server.sessions().count()).isZero());
    server.close();
  }

  @Test
  void putsFragmentsTogether() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.frame(false, RawSocket.TEXT, "{\"type\":".getBytes(UTF_8));
      socket.frame(true, RawSocket.PING, "x".getBytes(UTF_8));
      socket.frame(false, RawSocket.CONTINUATION, new byte[0]);
      socket.frame(true, RawSocket.CONTINUATION, "\"ping\"}".getBytes(UTF_8));

      var pong = socket.next();
      assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
      assertThat(pong.text()).isEqualTo("x");
      assertThat(type(socket)).isEqualTo("pong");
    }
  }

  @Test
  void refusesAMessageOverTheBoundOnceAndGoesOn() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.frame(true, RawSocket.TEXT, new byte[Assembly.MAX_BYTES + 1]);
      assertThat(code(socket)).isEqualTo("payload_too_large");

      var part = new byte[60_000];
      for (int i = 0; i < 40; i++) {
        socket.frame(false, i == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION, part);
      }
      socket.frame(true, RawSocket.CONTINUATION, part);
      assertThat(code(socket)).isEqualTo("payload_too_large");

      socket.send("{\"type\":\"ping\"}");
      assertThat(type(socket)).isEqualTo("pong");
    }
  }

  @Test
  void closesWith1009WhatIsTooLongToBeRead() throws Exception {
    try (var socket = greeted("/ws")) {
      // FIN and TEXT; masked, 8 bytes of length: 1 GiB
      socket.write(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0});

      assertThat(socket.next().closeCode()).isEqualTo(1009);
      assertThat(socket.isEnded()).isTrue();
    }
  }

  @Test
  void refusesBinaryAndMendedText() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.frame(true, RawSocket.BINARY, new byte[] {1, 2});
      assertThat(code(socket)).isEqualTo("invalid_request");

      socket.frame(true, RawSocket.TEXT, new byte[] {'"', (byte) 0xFF, '"'});
      assertThat(code(socket)).isEqualTo("invalid_utf8");

      var split = "{\"type\":\"行\"}".getBytes(UTF_8);
      socket.frame(false, RawSocket.TEXT, Arrays.copyOf(split, 10));
      socket.frame(true, RawSocket.CONTINUATION, Arrays.copyOfRange(split, 10, split.length));
      assertThat(code(socket)).isEqualTo("invalid_utf8");

      socket.send("{\"type\":\"ping\"}");
      assertThat(type(socket)).isEqualTo("pong");
    }
  }

  @Test
  void answersNonsenseWithAnErrorAndGoesOn() throws Exception {
    var nonsense =
        """
        {
        []
        {"type":"dance"}
        {"type":"submit_task","data":{}}
        {"type":"submit_task","data":{"text":" "}}
        {"type":"submit_task","data":{"text":"\\ud800"}}
        {"type":"get_task_status","task_id":"../x"}
        {"type":"get_task_status","task_id":"01a1fd2e-3191-7190-b5a9-1ef84bd3edf6"}
        """;
    try (var socket = greeted("/ws")) {
      for (var message : nonsense.lines().toList()) {
        socket.send(message);
        var error = Json.parse(socket.next().text());
        assertThat(error.path("type").asText()).as(message).isEqualTo("error");
        assertThat(error.path("message").asText()).as(message).isNotBlank();
        assertThat(error.path("code").asText()).as(message).isNotBlank();
      }
      socket.send("");
      assertThat(code(socket)).isEqualTo("invalid_json");
      socket.send("{\"type\":\"ping\"}");
      assertThat(type(socket)).isEqualTo("pong");
    }
  }

  @Test
  void echoesTheRequestIdOfARefusedMessage() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.send("{\"request_id\":\"r\",\"type\":\"dance\"}");

      assertThat(Json.parse(socket.next().text()).path("request_id").asText()).isEqualTo("r");
    }
  }

  @Test
  void closesWhenAskedTo() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.frame(true, RawSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});

      assertThat(socket.next().closeCode()).isEqualTo(1000);
      assertThat(socket.isEnded()).isTrue();
    }
  }

  @Test
  void endsAConnectionThatNoLongerSpeaksTheProtocol() throws Exception {
    for (var reserved : List.of(3, 11)) {
      try (var socket = greeted("/ws")) {
        socket.frame(true, reserved, "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(socket.isEnded()).as("opcode %d", reserved).isTrue();
      }
    }
  }

  @Test
  void letsGoOfPeersThatVanish() throws Exception {
    var reset = greeted("/ws");
    var gone = greeted("/ws");
    assertThat(server.sessions().count()).isEqualTo(2);

    reset.reset();
    gone.close();

    await().untilAsserted(() -> assertThat(server.sessions().count()).isZero());
  }

  @Test
  void closesEveryoneWith1001WhenTheServerStops() throws Exception {
    try (var first = greeted("/ws");
        var second = greeted("/ws")) {
      server.sessions().goAway();

      for (var socket : List.of(first, second)) {
        var close = socket.next();
        assertThat(close.closeCode()).isEqualTo(1001);
        socket.frame(true, RawSocket.CLOSE, close.payload());
        assertThat(socket.isEnded()).isTrue();
      }
    }
  }

  @Test
  void endsAConnectionWhosePeerDoesNotAnswerAClose() throws Exception {
    restart(TIGHT);
    try (var socket = greeted("/ws")) {
      server.sessions().goAway();

      assertThat(socket.next().opcode()).isEqualTo(RawSocket.CLOSE);
      assertThat(socket.isEnded()).isTrue();
    }
  }

  @Test
  void endsAHandshakeThatNeverFinishes() throws Exception {
    restart(TIGHT);
    try (var socket = RawSocket.connect(server.port())) {
      socket.write("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: ".getBytes(UTF_8));

      assertThat(socket.isEnded()).isTrue();
    }
  }

  @Test
  void pingsThoseThatAreSilent() throws Exception {
    restart(TIGHT);
    try (var socket = greeted("/ws")) {
      assertThat(socket.next().opcode()).isEqualTo(RawSocket.PING);
    }
  }

  /// Replies have nowhere to come back from, so a peer that leaves them unread is closed at once.
  @Test
  void closesAPeerThatLeavesItsRepliesUnread() throws Exception {
    restart(TIGHT);
    try (var socket = RawSocket.open(server.port(), "/ws", 4_096)) {
      var flood =
          CompletableFuture.runAsync(() -> {
            try {
              while (true) {
                socket.send(
                    "{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\"}}"
                        .formatted("长".repeat(500)));
              }
            } catch (IOException _) {
              // The server has had enough.
            }
          });

      await().untilAsserted(() -> assertThat(server.sessions().overflows()).isPositive());
      await().untilAsserted(() -> assertThat(server.sessions().count()).isZero());
      flood.join();
    }
  }

  /// Updates are stored: a reader that was too slow for them comes back with its cursor.
  @Test
  void closesASlowReaderWith1013AndLetsItResume() throws Exception {
    restart(TIGHT);
    String clientId;
    try (var submitter = greeted("/ws")) {
      clientId = lastClientId;
      try (var slow = RawSocket.open(server.port(), "/ws?client_id=" + clientId, 4_096)) {
        slow.next();
        var text = "长".repeat(8_000);
        long updates = 0;
        while (server.sessions().overflows() == 0) {
          submitter.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\"}}".formatted(text));
          long seq = 0;
          while (seq < updates + 2) {
            seq = Json.parse(submitter.nextText()).path("seq").asLong();
          }
          updates = seq;
        }

        var seqs = new ArrayList<Long>();
        var frame = slow.next();
        while (frame.opcode() != RawSocket.CLOSE) {
          if (frame.opcode() == RawSocket.TEXT) {
            seqs.add(Json.parse(frame.text()).path("seq").asLong());
          }
          frame = slow.next();
        }
        assertThat(frame.closeCode()).isEqualTo(1013);
        assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
        assertThat(seqs.size()).isLessThan((int) updates);

        try (var again = greeted("/ws?client_id=%s&after=%d".formatted(clientId, seqs.size()))) {
          for (long next = seqs.size() + 1; next <= updates; next++) {
            assertThat(Json.parse(again.nextText()).path("seq").asLong()).isEqualTo(next);
          }
        }
      }
    }
  }

  /// Far more under way than there is room for: requests wait to be taken, updates are pulled from
  /// the store, and each task is still told in order.
  @Test
  void servesABusyClientWithLittleRoom() throws Exception {
    int tasks = 2_000;
    server.close();
    server =
        SocketServer.withLimits(
            Analysts.scripted(),
            new SessionLimits(16, 16 << 10, TIMES, TIMES, TIMES, TIMES, TIMES));
    try (var socket = greeted("/ws")) {
      var sending =
          CompletableFuture.runAsync(() -> {
            try {
              for (int i = 0; i < tasks; i++) {
                socket.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"a\"}}");
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      var told = new HashMap<String, List<String>>();
      var seqs = new ArrayList<Long>();
      for (int i = 0; i < 3 * tasks; i++) {
        var message = Json.parse(socket.nextText());
        told.computeIfAbsent(message.path("task_id").asText(), _ -> new ArrayList<>())
            .add(message.path("status").asText());
        if (message.has("seq")) {
          seqs.add(message.path("seq").asLong());
        }
      }
      sending.join();
      assertThat(told).hasSize(tasks);
      assertThat(told.values()).containsOnly(List.of("pending", "processing", "completed"));
      assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 2L * tasks).boxed().toList());
    }
  }

  @Test
  void admitsOnlyTheRightOriginsAndKeys() throws Exception {
    assertThat(status("/ws", "Origin: https://evil.example")).contains(" 403 ");
    assertThat(status("/ws", "Origin: https://app.example.org")).contains(" 101 ");
    assertThat(status("/ws", "Origin: http://127.0.0.1:" + server.port())).contains(" 101 ");
    assertThat(status("/nowhere", "X: y")).contains(" 404 ");

    await().untilAsserted(() -> assertThat(server.sessions().count()).isZero());
    server.close();
    server = SocketServer.withKeys(Analysts.scripted(), "alice:k1,bob:k2");
    assertThat(status("/ws", "X: y")).contains(" 401 ");
    assertThat(status("/ws?access_token=wrong", "X: y")).contains(" 401 ");
    assertThat(status("/ws?access_token=k1", "X: y")).contains(" 101 ");
    assertThat(status("/ws", "Authorization: Bearer k2")).contains(" 101 ");
  }

  @Test
  void admitsOnlyWhatIsAnUpgrade() throws Exception {
    var head = "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    var version = "Sec-WebSocket-Version: 13\r\n";
    var key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    assertThat(answer("POST /ws HTTP/1.1\r\n" + head + version + key + "Content-Length: 0\r\n"))
        .contains(" 405 ");
    for (var wrong : List.of("short", "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZQ")) {
      assertThat(
              answer(
                  "GET /ws HTTP/1.1\r\n" + head + version + "Sec-WebSocket-Key: " + wrong + "\r\n"))
          .as(wrong)
          .contains(" 400 ");
    }
    assertThat(answer("GET /ws HTTP/1.1\r\n" + head + version + key)).contains(" 101 ");
  }

  /// The status line of the answer to a request with these lines.
  private String answer(String lines) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write((lines + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void keepsTwoOwnersApart() throws Exception {
    server.close();
    server = SocketServer.withKeys(Analysts.scripted(), "alice:k1,bob:k2");
    try (var alice = greeted("/ws?access_token=k1")) {
      var alicesId = lastClientId;
      alice.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"secret\"}}");
      var taskId = Json.parse(alice.next().text()).path("task_id").asText();

      try (var bob = greeted("/ws?access_token=k2&after=0&client_id=" + alicesId)) {
        assertThat(lastClientId).isNotEqualTo(alicesId);
        bob.send("{\"type\":\"get_task_status\",\"task_id\":\"%s\"}".formatted(taskId));
        assertThat(code(bob)).isEqualTo("task_not_found");
        bob.send("{\"type\":\"get_my_tasks\"}");
        assertThat(Json.parse(bob.next().text()).path("tasks")).isEmpty();
      }
      try (var bob = RawSocket.open(server.port(), "/task/" + taskId + "?access_token=k2")) {
        assertThat(bob.next().closeCode()).isEqualTo(1008);
      }
    }
  }

  private String lastClientId = "";

  private RawSocket greeted(String pathAndQuery) throws IOException {
    var socket = RawSocket.open(server.port(), pathAndQuery);
    lastClientId = Json.parse(socket.next().text()).path("client_id").asText();
    return socket;
  }

  private String status(String pathAndQuery, String header) throws IOException {
    try (var socket = RawSocket.connect(server.port())) {
      return socket.upgrade(pathAndQuery, List.of(header));
    }
  }

  private void restart(SessionLimits limits) {
    server.close();
    server = SocketServer.withLimits(Analysts.scripted(), limits);
  }

  private static String type(RawSocket socket) throws IOException {
    return Json.parse(socket.next().text()).path("type").asText();
  }

  private static String code(RawSocket socket) throws IOException {
    return Json.parse(socket.next().text()).path("code").asText();
  }
}
