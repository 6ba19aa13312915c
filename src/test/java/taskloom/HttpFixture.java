package taskloom;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import taskloom.engine.EngineSettings;
import taskloom.engine.Hub;
import taskloom.engine.Tasks;
import taskloom.server.BuildInfo;
import taskloom.server.Callers;
import taskloom.server.Deadlines;
import taskloom.server.EventStreams;
import taskloom.server.Front;
import taskloom.server.FunctionSet;
import taskloom.server.MemoryBudget;
import taskloom.server.OwnerPlaces;
import taskloom.server.Route;
import taskloom.server.net.ConnectionLimits;
import taskloom.server.net.Places;
import taskloom.server.ws.SessionLimits;
import taskloom.server.ws.Sessions;
import taskloom.server.ws.Sockets;
import taskloom.service.ConnectionMetrics;
import taskloom.service.GetMetrics;
import taskloom.service.GetStats;
import taskloom.service.GetStatus;
import taskloom.service.ProcessMetrics;
import taskloom.service.TaskMetrics;
import taskloom.store.H2Store;
import taskloom.task.TaskKind;
import taskloom.task.TaskStore;
import taskloom.testing.ScriptedWork;
import taskloom.wire.Json;

/// The HTTP half on a port of its own, with a store in memory and work that does what its text
/// says.
public final class HttpFixture implements AutoCloseable {
  /// Keys of two owners.
  public static final String KEYS = "alice:alices-key,bob:bobs-key";

  /// Bytes that requests may hold.
  public static final long MAX_HELD = 16 << 20;

  private static final List<String> FUNCTIONS =
      Stream.of(FunctionSet.values()).map(FunctionSet::word).toList();

  public final ScriptedWork work = new ScriptedWork();
  public final TaskStore store;
  public final EventStreams streams;
  public final List<Route> routes;
  public final Tasks tasks;
  private final Deadlines deadlines = new Deadlines(Duration.ofMillis(50));
  private final MemoryBudget budget = new MemoryBudget(MAX_HELD, MAX_HELD / 2);
  private final Sessions sessions = new Sessions(SessionLimits.of(16, 1 << 16), budget);
  private final Places places;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  public HttpFixture() {
    this(KEYS, EngineSettings.DEFAULTS);
  }

  public HttpFixture(String keys, EngineSettings engine) {
    this(keys, engine, Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  /// Without keys.
  public HttpFixture(TaskStore store) {
    this(store, "", EngineSettings.DEFAULTS, Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  public HttpFixture(String keys, EngineSettings engine, Duration stall, Duration limit) {
    this(H2Store.inMemory(Clock.systemUTC()), keys, engine, stall, limit);
  }

  /// With these bounds of connections.
  public HttpFixture(ConnectionLimits connections) {
    this(
        H2Store.inMemory(Clock.systemUTC()),
        KEYS,
        EngineSettings.DEFAULTS,
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        connections);
  }

  private HttpFixture(
      TaskStore store, String keys, EngineSettings engine, Duration stall, Duration limit) {
    this(store, keys, engine, stall, limit, ConnectionLimits.of(1_000));
  }

  private HttpFixture(
      TaskStore store,
      String keys,
      EngineSettings engine,
      Duration stall,
      Duration limit,
      ConnectionLimits connections) {
    this.store = store;
    var hub = new Hub();
    tasks = new Tasks(store, hub, Map.of(TaskKind.REASONING, work), engine, Clock.systemUTC());
    tasks.start();
    streams = new EventStreams(store, hub, deadlines, Duration.ofMillis(100), stall);
    var parts = new LinkedHashMap<String, Supplier<GetStatus.Part>>();
    parts.put("analyst", () -> GetStatus.Part.ok("scripted"));
    var status = new GetStatus(BuildInfo.read(), FUNCTIONS, parts, Clock.systemUTC());
    var metrics =
        new GetMetrics(
            List.of(
                new TaskMetrics(tasks, store),
                new ConnectionMetrics(() -> 3, () -> 2L, streams::open),
                new ProcessMetrics()));
    routes =
        Stream.of(
                Routes.pulse(tasks, store, streams),
                Routes.history(tasks, store),
                Routes.service(tasks, store, status, new GetStats(tasks, () -> 3), metrics),
                Routes.console())
            .flatMap(List::stream)
            .toList();
    var config = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false);
    places = new Places(connections, budget);
    var callers = new Callers(keys, false, List.of("https://app.example.org"));
    var owners = new OwnerPlaces(connections.places(), callers.owners());
    Sockets.configure(config, sessions, places, owners);
    new Front(
            callers,
            deadlines,
            limit,
            budget,
            owners,
            routes)
        .install(config);
    server = config.build().start();
  }

  public int port() {
    return server.port();
  }

  /// How many bytes requests hold.
  public long held() {
    return budget.used();
  }

  /// How many connections there are.
  public int connections() {
    return places.count();
  }

  /// An answer; the body as text.
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    public JsonNode json() {
      return Json.trusted(body().getBytes(StandardCharsets.UTF_8));
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /// Asks as alice; `headers` are name, value, name, value.
  public Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  public Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  /// Submits a text as alice; gives the task's id.
  public String submit(String text) {
    var answer = post("/tasks", Json.text(Map.of("text", text)));
    if (answer.status() != 202) {
      throw new AssertionError(answer.body());
    }
    return answer.json().path("task_id").textValue();
  }

  /// Submits a text as alice and waits for its end; gives the task's id.
  public String finished(String text) {
    var answer = post("/tasks", Json.text(Map.of("text", text)), "Prefer", "wait=30");
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
    return answer.json().path("task_id").textValue();
  }

  public Answer send(String method, String path, String body, String... headers) {
    var request = request(path, headers);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.method(method, HttpRequest.BodyPublishers.ofString(body));
      if (Stream.of(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
        request.header("Content-Type", "application/json");
      }
    }
    try {
      return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Opens an event stream as alice.
  public HttpResponse<Stream<String>> stream(String path, String... headers) {
    var request = request(path, headers).header("Accept", "text/event-stream").build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Sends bytes as they are (each character one byte) and reads until the server closes.
  public String raw(String request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    client.shutdownNow();
    streams.close();
    server.stop();
    sessions.close();
    places.close();
    deadlines.close();
    tasks.stop(Duration.ZERO);
    store.close();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(30));
    if (Stream.of(headers).noneMatch("Authorization"::equals)) {
      request.header("Authorization", "Bearer alices-key");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }
}
