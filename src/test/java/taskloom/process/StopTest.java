package taskloom.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.PulseClient;
import taskloom.testing.ServerProcess;

/// Stopping, refusing to start and warnings, as an operator sees them.
class StopTest {
  @TempDir private Path data;

  @Test
  void sigtermUnderLoadClosesWith1001AndLosesNothing() throws Exception {
    Set<String> acknowledged;
    String clientId;
    try (var server = ServerProcess.start(data, Map.of());
        var client = PulseClient.connect(server.address("ws", "/ws"))) {
      clientId = client.next("connection_established").path("client_id").asText();
      var sender = Thread.ofVirtual().start(() -> submitUntilClosed(client));
      await().atMost(Duration.ofSeconds(30)).until(() -> client.seen().size() > 200);
      server.terminate();

      assertThat(client.closed().get(30, TimeUnit.SECONDS)).isEqualTo(1001);
      assertThat(server.exitCode()).as(server.output()).isEqualTo(143);
      sender.join();
      acknowledged = tasks(client, "task_submitted");
    }
    try (var server = ServerProcess.start(data, Map.of());
        var client =
            PulseClient.connect(server.address("ws", "/ws?client_id=" + clientId + "&after=0"))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> completed(client).containsAll(acknowledged));
    }
  }

  @Test
  void aFolderInUseIsToldInOneLine() throws Exception {
    try (var first = ServerProcess.start(data, Map.of());
        var second = ServerProcess.launch(data, Map.of())) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.output()).hasLineCount(1).contains("another").doesNotContain("Exception");
      assertThat(first.handle().isAlive()).isTrue();
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (var first = ServerProcess.start(data.resolve("one"), Map.of())) {
      var port = Integer.toString(first.address().getPort());
      try (var second = ServerProcess.launch(data.resolve("two"), Map.of("TASKLOOM_PORT", port))) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).hasLineCount(1).contains(port, "TASKLOOM_PORT");
      }
    }
  }

  @Test
  void servingOthersWithoutKeysIsRefused() throws Exception {
    try (var server = ServerProcess.launch(data, Map.of("TASKLOOM_HOST", "0.0.0.0"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.output()).hasLineCount(1).contains("TASKLOOM_API_KEYS", "TASKLOOM_OPEN");
    }
  }

  @Test
  void aSandboxThatIsNoneIsRefused() throws Exception {
    try (var server = ServerProcess.launch(data, Map.of("TASKLOOM_SANDBOX", "docker"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.output()).hasLineCount(1).contains("TASKLOOM_SANDBOX", "bubblewrap");
    }
  }

  @Test
  void aSettingThatNothingReadsIsTold() throws Exception {
    var settings =
        Map.of(
            "TASKLOOM_WORKRES", "s3cret",
            "TASKLOOM_WORKERS", "4",
            "TASKLOOM_FUNCTIONS", "pulse",
            "TASKLOOM_RUNNER_SOCKET", "/run/none"); // only /status looks there
    try (var server = ServerProcess.start(data, settings)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> server.output().contains("nothing here"));
      assertThat(server.output())
          .contains("nothing here reads it: TASKLOOM_WORKRES.")
          .doesNotContain("s3cret");
    }
  }

  /// Many at a time, each time as many as were acknowledged.
  private static void submitUntilClosed(PulseClient client) {
    try {
      while (true) {
        for (int i = 0; i < 500; i++) {
          client.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"明早七点去机场\"}}");
        }
        for (int i = 0; i < 500; i++) {
          client.next("task_submitted");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError _) {
      // The server closed, as it was asked to.
    }
  }

  private static Set<String> completed(PulseClient client) {
    return client.seen().stream()
        .filter(message -> message.path("status").asText().equals("completed"))
        .map(message -> message.path("task_id").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> tasks(PulseClient client, String type) {
    return client.seen().stream()
        .filter(message -> message.path("type").asText().equals(type))
        .map((JsonNode message) -> message.path("task_id").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
