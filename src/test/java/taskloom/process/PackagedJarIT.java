package taskloom.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.PulseClient;
import taskloom.testing.ServerProcess;

/// The one jar holds all that fifty held: services, dictionaries, the console's libraries.
class PackagedJarIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private ServerProcess server;

  @BeforeEach
  void start() {
    server = ServerProcess.startJar(Path.of("target", "taskloom.jar"), data);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void answersATaskAndKeepsIt() throws Exception {
    try (var client = PulseClient.connect(server.address("ws", "/ws"))) {
      client.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"明早七点和李伟去机场\"}}");
      var task = client.next("task_submitted").path("task_id").asText();
      var update = client.next("task_status_update");
      while (!update.path("status").asText().equals("completed")) {
        update = client.next("task_status_update");
      }

      var kept = JSON.readTree(get("/tasks/" + task).body());
      assertThat(kept.at("/result/task_type").asText()).isEqualTo("trip");
      assertThat(kept.at("/result/extracted_entities").findValuesAsText("text")).contains("李伟");
    }
  }

  @Test
  void saysWhichItIsAndServesTheConsoleWithItsLibraries() throws Exception {
    assertThat(JSON.readTree(get("/status").body()).path("version").asText()).isNotIn("", "dev");
    var page = get("/").body();
    var library = Pattern.compile("/lib/marked/[\\w./-]+\\.js").matcher(page);

    assertThat(library.find()).as(page).isTrue();
    assertThat(get(library.group()).statusCode()).isEqualTo(200);
    assertThat(get("/openapi").statusCode()).isEqualTo(200);
    assertThat(get("/examples").body()).contains("electricity-forecast");
  }

  private HttpResponse<String> get(String path) throws Exception {
    var request = HttpRequest.newBuilder(server.address("http", path)).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
