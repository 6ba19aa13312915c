package taskloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.model.analyst.EmbeddedAnalyst;
import taskloom.server.Environment;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.wire.Json;

/// `TASKLOOM_FUNCTIONS`.
class FunctionSetsTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path data;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void whatIsNotServedIsNotThere() throws Exception {
    try (var taskloom = start("history,console")) {
      assertThat(get(taskloom, "/history/tasks").statusCode()).isEqualTo(200);
      assertThat(get(taskloom, "/tasks/x").statusCode()).isEqualTo(404);
      assertThat(post(taskloom, "/tasks").statusCode()).isEqualTo(404);
      assertThat(get(taskloom, "/ws").statusCode()).isEqualTo(404);
      assertThatThrownBy(() -> socket(taskloom, "/ws")).cause().satisfies(this::isNotFound);
      assertThatThrownBy(() -> socket(taskloom, "/task/x")).cause().satisfies(this::isNotFound);
    }
  }

  @Test
  void statusAndOpenApiTellWhatIsServed() throws Exception {
    try (var taskloom = start("history")) {
      var status = json(get(taskloom, "/status"));
      var paths = json(get(taskloom, "/openapi")).path("paths");

      assertThat(status.path("functions")).map(JsonNode::textValue).containsExactly("history");
      assertThat(paths.fieldNames())
          .toIterable()
          .contains("/history/tasks", "/status")
          .noneMatch(path -> path.startsWith("/tasks"));
    }
  }

  @Test
  void withoutWorkTasksWaitForAProcessThatWorks() throws Exception {
    String location;
    try (var taskloom = start("pulse")) {
      var accepted = post(taskloom, "/tasks");
      assertThat(accepted.statusCode()).isEqualTo(202);
      location = accepted.headers().firstValue("Location").orElseThrow();
      assertThat(json(get(taskloom, location)).path("status").textValue()).isEqualTo("pending");
      assertThat(json(get(taskloom, "/stats")).toString()).contains("\"queue_size\":1");
    }
    try (var taskloom = start("pulse,work")) {
      await()
          .until(
              () -> json(get(taskloom, location)).path("status").textValue().equals("completed"));
    }
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThatAreKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("pulse,workers"))
        .withMessage(
            "TASKLOOM_FUNCTIONS names \"workers\", which is none of"
                + " pulse, modeling, history, files, console, work");
  }

  private void isNotFound(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(404));
  }

  private Settings settings(String functions) {
    return Settings.from(
        new Environment(
            Map.of(
                "TASKLOOM_PORT",
                "0",
                "TASKLOOM_DATA",
                data.toString(),
                "TASKLOOM_FUNCTIONS",
                functions)));
  }

  private Taskloom start(String functions) throws StartRefusal {
    var analyst = new EmbeddedAnalyst(CLOCK, ZoneOffset.UTC);
    return Taskloom.start(settings(functions), new Taskloom.Parts(analyst, List.of()), CLOCK);
  }

  private HttpResponse<String> get(Taskloom taskloom, String path)
      throws IOException, InterruptedException {
    return send(request(taskloom, path).header("Accept", "application/json").build());
  }

  private HttpResponse<String> post(Taskloom taskloom, String path)
      throws IOException, InterruptedException {
    return send(
        request(taskloom, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Dentist on Friday at 3pm\"}"))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(Taskloom taskloom, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + taskloom.port() + path));
  }

  private WebSocket socket(Taskloom taskloom, String path) {
    return client
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + taskloom.port() + path), new WebSocket.Listener() {})
        .join();
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.mapper().readTree(response.body());
  }
}
