package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import taskloom.engine.Caller;
import taskloom.server.Callers;
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
          Duration.ofMillis(600));

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
      socket.frame(true, RawSocket.TEXT, new byte[FrameReader.MAX_MESSAGE + 1]);
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
  void refusesBinaryAndGoesOn() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.frame(true, RawSocket.BINARY, new byte[] {1, 2});
      assertThat(code(socket)).isEqualTo("invalid_request");

      socket.send("{\"type\":\"ping\"}");
      assertThat(type(socket)).isEqualTo("pong");
    }
  }

  @Test
  void closesWith1007WhatIsNoUtf8() throws Exception {
    try (var socket = greeted("/ws")) {
      socket.frame(true, RawSocket.TEXT, new byte[] {'"', (byte) 0xFF, '"'});

      assertThat(socket.next().closeCode()).isEqualTo(1007);
      assertThat(socket.isEnded()).isTrue();
    }
  }

  /// The longest text there may be, in Chinese, as a browser sends it: in frames that end in the
  /// middle of a character. The replacement character is a character like any other.
  @Test
  void takesAWholeTextWhoseCharactersAreSplitBetweenFrames() throws Exception {
    var text = "\uFFFD" + "机".repeat(32_767);
    var message =
        "{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\"}}".formatted(text).getBytes(UTF_8);
    try (var socket = greeted("/ws")) {
      for (var frame : Exchange.fragments(RawSocket.TEXT, message, 16_384)) {
        socket.write(frame);
      }
      var submitted = Json.parse(socket.nextText());
      assertThat(submitted.path("type").asText()).isEqualTo("task_submitted");

      var task =
          server
              .tasks()
              .find(new Caller(Callers.LOCAL, lastClientId), submitted.path("task_id").asText());
      assertThat(Json.trusted(task.orElseThrow().input()).path("text").asText()).isEqualTo(text);
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
  void pingsThoseThatAreSilentAndClosesThoseThatStaySo() throws Exception {
    restart(TIGHT);
    try (var socket = greeted("/ws")) {
      assertThat(socket.next().opcode()).isEqualTo(RawSocket.PING);
      for (var i = 0; i < 2; i++) {
        socket.frame(true, RawSocket.PONG, new byte[0]);
        assertThat(socket.next().opcode()).as("ping %d", i).isEqualTo(RawSocket.PING);
      }

      var last = socket.next();
      while (last.opcode() == RawSocket.PING) {
        last = socket.next();
      }
      assertThat(last.closeCode()).isEqualTo(1008);
      assertThat(socket.isEnded()).isTrue();
    }
  }

  /// One that only sends would be silent for a proxy that looks at the server's side.
  @Test
  void pingsThoseItHasNothingToTell() throws Exception {
    restart(TIGHT);
    try (var socket = greeted("/ws")) {
      await()
          .untilAsserted(() -> {
            socket.frame(true, RawSocket.PONG, new byte[0]);
            assertThat(socket.hasArrived()).isTrue();
          });
      assertThat(socket.next().opcode()).isEqualTo(RawSocket.PING);
    }
  }

  @Test
  void endsAMessageThatComesToAHaltThoughItsPeerIsThere() throws Exception {
    restart(TIGHT);
    var frame = Exchange.text("{\"type\":\"ping\"}");
    for (var halted :
        List.of(
            Arrays.copyOf(frame, 1),
            Arrays.copyOf(frame, 9),
            Exchange.frame(false, RawSocket.TEXT, "{"))) {
      try (var socket = greeted("/ws")) {
        socket.write(halted);
        var between = halted[0] == RawSocket.TEXT;
        var next = socket.next();
        while (next.opcode() == RawSocket.PING) {
          if (between) {
            socket.frame(true, RawSocket.PONG, new byte[0]);
          }
          next = socket.next();
        }
        assertThat(next.closeCode()).isEqualTo(1008);
        assertThat(socket.isEnded()).isTrue();
      }
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
    var get = "GET /ws HTTP/1.1";
    var connection = "Connection: Upgrade";
    var upgrade = "Upgrade: websocket";
    var version = "Sec-WebSocket-Version: 13";
    var key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    assertThat(answer(get, connection, upgrade, version, key)).contains(" 101 ");
    assertThat(answer(get, "Connection: keep-alive, upgrade", upgrade, version, key))
        .contains(" 101 ");
    for (var other : List.of("WebSocket", "WEBSOCKET", "h2c, websocket", "foo/2,WebSocket ")) {
      assertThat(answer(get, connection, "Upgrade: " + other, version, key))
          .as(other)
          .contains(" 101 ");
    }
    assertThat(answer(get, connection, "Upgrade: h2c", upgrade, version, key)).contains(" 101 ");

    assertThat(answer("POST /ws HTTP/1.1", connection, upgrade, version, key, "Content-Length: 0"))
        .contains(" 405 ");
    for (var wrong : List.of("short", "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZQ", "")) {
      assertThat(answer(get, connection, upgrade, version, "Sec-WebSocket-Key: " + wrong))
          .as(wrong)
          .contains(" 400 ");
    }
    assertThat(answer(get, connection, upgrade, version)).contains(" 400 ");
    assertThat(answer(get, connection, upgrade, version, key, key)).contains(" 400 ");
    for (var other : List.of("8", "13, 8", "013", "14", "")) {
      assertThat(answer(get, connection, upgrade, "Sec-WebSocket-Version: " + other, key))
          .as(other)
          .contains(" 426 ")
          .contains("Sec-WebSocket-Version=13");
    }
    assertThat(answer(get, connection, upgrade, key)).contains(" 426 ");
    assertThat(answer(get, upgrade, version, key)).contains(" 426 ");
    assertThat(answer(get, "Connection: close", upgrade, version, key)).contains(" 426 ");
    assertThat(answer("GET /ws HTTP/1.0", connection, upgrade, version, key)).contains(" 505 ");
  }

  @Test
  void choosesTheFirstSubprotocolThatIsOffered() throws Exception {
    try (var socket =
        RawSocket.openWith(server.port(), "/ws", "Sec-WebSocket-Protocol: pulse.v1, other")) {
      assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("pulse.v1");
    }
    try (var socket = RawSocket.openWith(server.port(), "/ws")) {
      assertThat(socket.header("Sec-WebSocket-Protocol")).isEmpty();
      assertThat(socket.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
  }

  /// The status line of the answer, and the versions it names.
  private String answer(String... lines) throws IOException {
    try (var socket = RawSocket.connect(server.port())) {
      var all = new ArrayList<>(List.of(lines));
      all.add(1, "Host: localhost");
      var status = socket.request(all.toArray(String[]::new));
      return status + " Sec-WebSocket-Version=" + socket.header("Sec-WebSocket-Version");
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
