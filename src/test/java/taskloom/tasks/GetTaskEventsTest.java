package taskloom.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import taskloom.HttpFixture;
import taskloom.engine.EngineSettings;
import taskloom.wire.Json;

class GetTaskEventsTest {
  @AutoClose private final HttpFixture http = new HttpFixture();

  @Test
  void storedMessagesAsJson() {
    var id = http.finished("明早七点去机场");
    var events = http.get("/tasks/" + id + "/events").json();

    assertThat(seqs(events.path("events"))).containsExactly(1L, 2L, 3L);
    assertThat(events.at("/events/0/type").textValue()).isEqualTo("task_submitted");
    assertThat(events.at("/events/2/status").textValue()).isEqualTo("completed");
    assertThat(events.at("/events/2/id").textValue()).isEqualTo(id + ":3");
    assertThat(events.path("more").booleanValue()).isFalse();
  }

  @Test
  void pagesBySeq() {
    http.work.release(250);
    var id = http.finished("tell 250");
    var first = http.get("/tasks/" + id + "/events?limit=130").json();
    var rest = http.get("/tasks/" + id + "/events?after=130").json();

    assertThat(seqs(first.path("events")))
        .isEqualTo(LongStream.rangeClosed(1, 130).boxed().toList());
    assertThat(first.path("more").booleanValue()).isTrue();
    assertThat(seqs(rest.path("events")))
        .isEqualTo(LongStream.rangeClosed(131, 253).boxed().toList());
    assertThat(rest.path("more").booleanValue()).isFalse();
    var all = http.get("/history/tasks/" + id + "/events?limit=253").json();
    assertThat(all.path("events")).hasSize(253);
    assertThat(all.path("more").booleanValue()).isFalse();
    assertThat(http.get("/tasks/" + id + "/events?after=9999").json().path("events")).isEmpty();
  }

  @Test
  void aStreamTellsWhatIsStoredThenWhatHappensThenEnds() {
    var id = http.submit("tell 3");
    var response = http.stream("/tasks/" + id + "/events");
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    try (var lines = response.body()) {
      var events = events(lines).iterator();
      assertThat(take(events, 2)).containsExactly(1L, 2L);
      http.work.release(1);
      assertThat(take(events, 1)).containsExactly(3L);
      http.work.release(2);
      assertThat(take(events, 3)).containsExactly(4L, 5L, 6L);
      assertThat(events.hasNext()).isFalse();
    }
    await().until(() -> http.streams.open() == 0);
  }

  @Test
  void lastEventIdResumesWhileTheTaskGoesOn() {
    var id = http.submit("tell 4");
    try (var lines = http.stream("/tasks/" + id + "/events").body()) {
      http.work.release(1);
      assertThat(take(events(lines).iterator(), 3)).containsExactly(1L, 2L, 3L);
    }
    http.work.release(1);
    try (var lines = http.stream("/tasks/" + id + "/events", "Last-Event-ID", "3").body()) {
      var events = events(lines).iterator();
      assertThat(take(events, 1)).containsExactly(4L);
      http.work.release(2);
      assertThat(take(events, 3)).containsExactly(5L, 6L, 7L);
      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void aStreamOutlivesTheLimitOfARequest() throws InterruptedException {
    try (var hasty =
        new HttpFixture(
            HttpFixture.KEYS,
            EngineSettings.DEFAULTS,
            Duration.ofSeconds(30),
            Duration.ofMillis(200))) {
      var id = hasty.submit("hold");
      try (var lines = hasty.stream("/tasks/" + id + "/events").body()) {
        assertThat(lines.filter(":"::equals).limit(6)).hasSize(6);
      }
    }
  }

  @Test
  void aQuietStreamSaysThatItIsAlive() {
    var id = http.submit("hold");
    try (var lines = http.stream("/tasks/" + id + "/events").body()) {
      assertThat(lines.filter(":"::equals).limit(2)).hasSize(2);
    }
  }

  @Test
  void aReaderWhoHasSeenAllOfAnEndedTaskIsToldToStayAway() {
    var id = http.finished("明早");

    assertThat(http.stream("/tasks/" + id + "/events", "Last-Event-ID", "3").statusCode())
        .isEqualTo(204);
    try (var lines = http.stream("/tasks/" + id + "/events?after=1").body()) {
      assertThat(events(lines)).containsExactly(2L, 3L);
    }
  }

  @Test
  void aDeletedTasksStreamEnds() {
    var id = http.submit("hold");
    try (var lines = http.stream("/tasks/" + id + "/events").body()) {
      var events = events(lines).iterator();
      assertThat(take(events, 2)).containsExactly(1L, 2L);
      assertThat(http.send("DELETE", "/history/tasks/" + id, null).status()).isEqualTo(200);
      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void aBurstLargerThanTheBufferArrivesWhole() {
    var id = http.submit("tell 3000");
    try (var lines = http.stream("/tasks/" + id + "/events").body()) {
      http.work.release(3000);
      assertThat(events(lines)).isEqualTo(LongStream.rangeClosed(1, 3003).boxed().toList());
    }
  }

  @Test
  void aReaderWhoVanishesIsNoticed() throws IOException {
    var id = http.submit("hold");
    try (var socket = connect(http, id)) {
      await().until(() -> http.streams.open() == 1);
      socket.setSoLinger(true, 0);
    }
    await().until(() -> http.streams.open() == 0);
    assertThat(http.get("/tasks/" + id).json().path("status").textValue()).isEqualTo("processing");
  }

  @Test
  void aReaderWhoTakesNothingIsEndedAndHurtsNobody() throws Exception {
    var engine = new EngineSettings(8, 1, 100, 0, Duration.ofMinutes(1), Duration.ofMinutes(1), 3);
    try (var impatient =
        new HttpFixture(HttpFixture.KEYS, engine, Duration.ofMillis(300), Duration.ofMinutes(1))) {
      var id = impatient.submit("tell 200000");
      try (var _ = connect(impatient, id)) {
        await().until(() -> impatient.streams.open() == 1);
        impatient.work.release(200_000);
        await().atMost(Duration.ofSeconds(60)).until(() -> impatient.streams.open() == 0);
      }
      assertThat(impatient.get("/tasks/" + id).status()).isEqualTo(200);
      impatient.post("/tasks/" + id + "/cancel", "");
    }
  }

  @Test
  void closingTheStreamsEndsThemAll() {
    var id = http.submit("hold");
    try (var lines = http.stream("/tasks/" + id + "/events").body()) {
      var iterator = lines.iterator();
      assertThat(iterator.next()).isEqualTo("retry: 1000");
      http.streams.close();
      await().until(() -> http.streams.open() == 0);
    }
  }

  private static Socket connect(HttpFixture http, String id) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
    socket
        .getOutputStream()
        .write(
            """
            GET /tasks/%s/events HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer alices-key\r
            Accept: text/event-stream\r
            \r
            """
                .formatted(id)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static List<Long> seqs(JsonNode events) {
    return StreamSupport.stream(events.spliterator(), false)
        .map(event -> event.path("seq").longValue())
        .toList();
  }

  /// The `seq` of each event, which its `id` must be.
  private static Stream<Long> events(Stream<String> lines) {
    var id = new long[1];
    return lines
        .filter(line -> line.startsWith("id: ") || line.startsWith("data: "))
        .mapMulti((line, next) -> {
          if (line.startsWith("id: ")) {
            id[0] = Long.parseLong(line.substring(4));
          } else {
            var json = Json.trusted(line.substring(6).getBytes(StandardCharsets.UTF_8));
            assertThat(json.path("seq").longValue()).isEqualTo(id[0]);
            next.accept(id[0]);
          }
        });
  }

  private static List<Long> take(Iterator<Long> events, int count) {
    return Stream.generate(events::next).limit(count).toList();
  }
}
