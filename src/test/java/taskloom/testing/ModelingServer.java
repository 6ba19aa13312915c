package taskloom.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import taskloom.Taskloom;
import taskloom.agents.Agents;
import taskloom.model.analyst.EmbeddedAnalyst;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingSettings;
import taskloom.server.Environment;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.wire.Json;

/// The whole server, put together as it is when it runs, on a free port, with two owners and
/// modelling. Asks as alice unless told otherwise.
public final class ModelingServer implements AutoCloseable {
  /// Alice's header.
  public static final String ALICE = "Bearer alices-key";

  /// Bob's header.
  public static final String BOB = "Bearer bobs-key";

  private final Path data;
  private final Taskloom taskloom;
  private final HttpClient client = HttpClient.newHttpClient();

  /// Starts it; without a model in `variables`, nobody takes its tasks on.
  public ModelingServer(Path data, Map<String, String> variables) throws StartRefusal {
    this(data, variables, new NoAgents(), NoAgents.NAME);
  }

  /// Starts it.
  ///
  /// @param variables of its environment, such as a model
  /// @param otherwise who works without a model
  public ModelingServer(
      Path data, Map<String, String> variables, Agents.Factory otherwise, String engine)
      throws StartRefusal {
    this.data = data;
    var all = new HashMap<>(variables);
    all.put("TASKLOOM_PORT", "0");
    all.put("TASKLOOM_DATA", data.toString());
    all.put("TASKLOOM_SUBMIT_RATE", "0");
    all.putIfAbsent("TASKLOOM_API_KEYS", "alice:alices-key,bob:bobs-key");
    var environment = new Environment(all);
    var clock = Clock.systemUTC();
    var settings = Settings.from(environment);
    var modeling = ModelingSettings.from(environment);
    var parts =
        new Taskloom.Parts(
            new EmbeddedAnalyst(clock, settings.zone()),
            List.of(),
            (folder, ownerOf) ->
                Modeling.open(
                    modeling, environment.variables(), folder, ownerOf, otherwise, engine, clock));
    taskloom = Taskloom.start(settings, parts, clock);
  }

  /// An answer as it came.
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public byte[] bytes() {
      return response.body();
    }

    public String body() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return Json.trusted(response.body());
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /// An address of this server.
  public URI address(String scheme, String pathAndQuery) {
    return URI.create(scheme + "://127.0.0.1:" + taskloom.port() + pathAndQuery);
  }

  /// The folder with all it keeps.
  public Path data() {
    return data;
  }

  /// Asks; `headers` are name, value, name, value.
  public Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  public Answer delete(String path, String... headers) {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  /// Sends JSON.
  public Answer post(String path, String json) {
    return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  /// Sends a form.
  public Answer post(String path, Form form) {
    return send("POST", path, BodyPublishers.ofByteArray(form.bytes()), "Content-Type", Form.TYPE);
  }

  public Answer send(String method, String path, BodyPublisher body, String... headers) {
    var request = HttpRequest.newBuilder(address("http", path)).method(method, body);
    request.setHeader("Authorization", ALICE);
    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i + 1].isEmpty()) {
        request = withoutKey(method, path, body);
      } else {
        request.setHeader(headers[i], headers[i + 1]);
      }
    }
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder withoutKey(String method, String path, BodyPublisher body) {
    return HttpRequest.newBuilder(address("http", path)).method(method, body);
  }

  /// Submits a problem; gives the task's id.
  public String submit(Form form) {
    var answer = post("/modeling", form);
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
    return answer.json().path("task_id").textValue();
  }

  /// The task as the history shows it.
  public JsonNode task(String id) {
    return get("/history/tasks/" + id).json();
  }

  /// Waits for the task's end; the task as it is then.
  public JsonNode ended(String id) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !List.of("pending", "processing").contains(task(id).path("status").asText()));
    return task(id);
  }

  /// The names of the task's files.
  public List<String> files(String id) {
    return get("/" + id + "/files").json().path("files").findValuesAsText("name");
  }

  /// For a query.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    taskloom.close();
  }
}
