package taskloom;

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
import java.util.HashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import taskloom.engine.EngineSettings;
import taskloom.engine.Tasks;
import taskloom.server.EventStreams;
import taskloom.server.net.ConnectionLimits;
import taskloom.server.net.Places;
import taskloom.server.ws.SessionLimits;
import taskloom.server.ws.Sessions;
import taskloom.server.ws.Sockets;
import taskloom.store.H2Store;
import taskloom.task.TaskStore;
import taskloom.testing.ScriptedWork;

/// [RoutesUnderTest] on a port of the loopback, for what is about connections.
public final class HttpFixture implements Http, AutoCloseable {
  /// Keys of two owners.
  public static final String KEYS = RoutesUnderTest.KEYS;

  /// Bytes that requests may hold.
  public static final long MAX_HELD = RoutesUnderTest.MAX_HELD;

  public final ScriptedWork work;
  public final EventStreams streams;
  public final Tasks tasks;
  private final RoutesUnderTest routes;
  private final Sessions sessions;
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
    routes = new RoutesUnderTest(store, keys, engine, stall, limit, connections.places());
    work = routes.work;
    streams = routes.streams;
    tasks = routes.tasks;
    sessions = new Sessions(SessionLimits.of(16, 1 << 16), routes.budget);
    places = new Places(connections, routes.budget);
    var config = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false);
    Sockets.configure(config, sessions, places, routes.owners);
    routes.front.install(config);
    server = config.build().start();
  }

  public int port() {
    return server.port();
  }

  /// How many bytes requests hold.
  public long held() {
    return routes.budget.used();
  }

  /// How many connections there are.
  public int connections() {
    return places.count();
  }

  @Override
  public Answer send(String method, String path, @Nullable String body, String... headers) {
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
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var all = new HashMap<String, String>();
      response.headers().map().forEach((name, values) -> all.put(name, values.getFirst()));
      return new Answer(response.statusCode(), all, response.body());
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
    routes.close();
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
