package taskloom.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.PulseClient;
import taskloom.testing.ServerProcess;

/// `kill -9` at random moments: what a client was told is never taken back, and every acknowledged
/// task ends once. `-Dtaskloom.kills=200` for more rounds, `-Dtaskloom.seed=…` to choose the same
/// moments again.
class KillTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROUNDS = Integer.getInteger("taskloom.kills", 20);
  private static final int CLIENTS = 3;
  private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private final long seed = Long.getLong("taskloom.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /// What each client, by its id, was told: its acknowledged tasks, and its updates by cursor.
  private final Map<String, Told> told = new HashMap<>();

  private record Told(Set<String> tasks, Map<Long, JsonNode> updates) {
    Told() {
      this(new TreeSet<>(), new HashMap<>());
    }
  }

  @BeforeEach
  void printSeed() {
    System.out.println("KillTest: -Dtaskloom.seed=" + seed);
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void whatWasToldSurvivesKill9AndEveryTaskEndsOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      submitUntilKilled();
    }
    try (var server = ServerProcess.start(data, Map.of())) {
      try {
        for (var client : told.entrySet()) {
          verify(server, client.getKey(), client.getValue());
        }
      } catch (AssertionError e) {
        throw new AssertionError("the server said:\n" + server.output(), e);
      }
    }
    assertThat(told.values().stream().mapToInt(each -> each.tasks().size()).sum())
        .as("acknowledged tasks")
        .isGreaterThan(ROUNDS);
  }

  private void submitUntilKilled() throws Exception {
    try (var server = ServerProcess.start(data, Map.of())) {
      var acknowledged = new CountDownLatch(1);
      var clients = new ArrayList<PulseClient>();
      var senders = new ArrayList<Thread>();
      for (int i = 0; i < CLIENTS; i++) {
        var client = PulseClient.connect(server.address("ws", resume()));
        clients.add(client);
        senders.add(Thread.ofVirtual().start(() -> submitAlways(client, acknowledged)));
      }
      assertThat(acknowledged.await(30, TimeUnit.SECONDS)).as("a first answer").isTrue();
      // A random moment: after this many more messages to the first client.
      var moment = clients.getFirst().seen().size() + random.nextInt(60);
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> clients.getFirst().seen().size() >= moment);
      server.kill();
      for (var sender : senders) {
        sender.join();
      }
      for (var client : clients) {
        client.closed().get(20, TimeUnit.SECONDS);
        remember(client.seen());
      }
    }
  }

  /// Sometimes an earlier client comes back, sometimes a new one.
  private String resume() {
    var known = told.keySet().stream().sorted().toList();
    if (known.isEmpty() || random.nextInt(3) == 0) {
      return "/ws";
    }
    var clientId = known.get(random.nextInt(known.size()));
    var last = told.get(clientId).updates().keySet().stream().mapToLong(Long::longValue).max();
    return "/ws?client_id=" + clientId + "&after=" + last.orElse(0);
  }

  private static void submitAlways(PulseClient client, CountDownLatch acknowledged) {
    try {
      for (int i = 0; !client.closed().isDone(); i++) {
        client.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"明早七点去机场 %d\"}}".formatted(i));
        client.next("task_submitted");
        acknowledged.countDown();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError _) {
      // The server is gone, as it should be.
    }
  }

  private void remember(List<JsonNode> messages) {
    if (messages.isEmpty()) {
      return;
    }
    var client =
        told.computeIfAbsent(messages.getFirst().path("client_id").asText(), _ -> new Told());
    for (var message : messages) {
      switch (message.path("type").asText()) {
        case "task_submitted" -> client.tasks().add(message.path("task_id").asText());
        case "task_status_update" -> {
          var seq = message.path("seq").asLong();
          var earlier = client.updates().putIfAbsent(seq, message);
          if (earlier != null) {
            assertThat(message).as("update %d, told again", seq).isEqualTo(earlier);
          }
        }
        default -> {}
      }
    }
  }

  private void verify(ServerProcess server, String clientId, Told client) throws Exception {
    for (var task : client.tasks()) {
      await("task " + task + " ends")
          .atMost(Duration.ofSeconds(60))
          .until(() -> ENDS.contains(get(server, "/tasks/" + task).path("status").asText()));
      var events = get(server, "/tasks/" + task + "/events").path("events");
      var ends = 0;
      for (int i = 0; i < events.size(); i++) {
        assertThat(events.get(i).path("seq").asLong()).as("cursor in %s", events).isEqualTo(i + 1);
        ends += ENDS.contains(events.get(i).path("status").asText()) ? 1 : 0;
      }
      assertThat(ends).as("ends of %s", task).isOne();
    }
    verifyUpdates(server, clientId, client);
  }

  /// The client's whole stream from its beginning: no gap, nothing told before is missing or
  /// different.
  private void verifyUpdates(ServerProcess server, String clientId, Told client) throws Exception {
    try (var again =
        PulseClient.connect(server.address("ws", "/ws?client_id=" + clientId + "&after=0"))) {
      assertThat(again.next("connection_established").path("client_id").asText())
          .isEqualTo(clientId);
      var ended = new TreeSet<String>();
      for (long seq = 1; !ended.containsAll(client.tasks()); seq++) {
        var update = again.next("task_status_update");
        assertThat(update.path("seq").asLong()).as("cursor of client %s", clientId).isEqualTo(seq);
        var before = client.updates().get(seq);
        if (before != null) {
          assertThat(update).as("update %d as it was told before", seq).isEqualTo(before);
        }
        if (ENDS.contains(update.path("status").asText())) {
          assertThat(ended.add(update.path("task_id").asText()))
              .as("a second end: %s", update)
              .isTrue();
        }
      }
    }
  }

  private JsonNode get(ServerProcess server, String path) throws Exception {
    var request = HttpRequest.newBuilder(server.address("http", path)).build();
    var response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as("GET %s: %s", path, response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
