package taskloom;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import taskloom.console.ModelingStandIn;
import taskloom.console.ScriptedModeling;
import taskloom.engine.EngineSettings;
import taskloom.engine.Hub;
import taskloom.engine.ReasoningWork;
import taskloom.engine.Tasks;
import taskloom.pulse.PulseEndpoint;
import taskloom.server.BuildInfo;
import taskloom.server.Callers;
import taskloom.server.ClientIds;
import taskloom.server.Deadlines;
import taskloom.server.EventStreams;
import taskloom.server.Front;
import taskloom.server.Route;
import taskloom.server.ws.SessionLimits;
import taskloom.server.ws.Sessions;
import taskloom.server.ws.SocketEndpoint;
import taskloom.server.ws.Sockets;
import taskloom.service.ConnectionMetrics;
import taskloom.service.GetMetrics;
import taskloom.service.GetStats;
import taskloom.service.GetStatus;
import taskloom.service.ProcessMetrics;
import taskloom.service.TaskMetrics;
import taskloom.store.H2Store;
import taskloom.stream.WatchTask;
import taskloom.task.TaskKind;
import taskloom.task.TaskStore;
import taskloom.testing.GatedAnalyst;

/// The whole server as the console sees it, over a file, with an analyst and modelling work that do
/// what their texts say. It can be stopped and started again at the same address.
public final class ConsoleServer implements AutoCloseable {
  /// Does the reasoning.
  public final GatedAnalyst analyst = new GatedAnalyst();

  /// Does the modelling.
  public final ScriptedModeling modeling = new ScriptedModeling();

  private final Path data;
  private final String keys;
  private int port;
  private Running running;

  private record Running(
      WebServer server,
      Sessions sessions,
      EventStreams streams,
      Deadlines deadlines,
      Tasks tasks,
      TaskStore store) {}

  /// Starts on a free port of the loopback.
  ///
  /// @param keys as `TASKLOOM_API_KEYS`
  public ConsoleServer(Path data, String keys) {
    this.data = data;
    this.keys = keys;
    start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// How many WebSocket connections there are.
  public int connections() {
    return running.sessions().count();
  }

  /// Starts at the address it had.
  public void start() {
    var clock = Clock.systemUTC();
    var store = H2Store.open(data, clock);
    var hub = new Hub();
    var engine =
        new EngineSettings(8, 4, 10_000, 0, Duration.ofMinutes(5), Duration.ofMinutes(5), 5);
    var works = Map.of(TaskKind.REASONING, new ReasoningWork(analyst), TaskKind.MODELING, modeling);
    var tasks = new Tasks(store, hub, works, engine, clock);
    tasks.start();
    var sessions = new Sessions(SessionLimits.of(4_096, 16 << 20));
    var deadlines = new Deadlines(Duration.ofSeconds(1));
    var streams =
        new EventStreams(store, hub, deadlines, Duration.ofSeconds(15), Duration.ofSeconds(30));
    var callers = new Callers(keys, false, List.of());
    var builder = WebServer.builder().host("127.0.0.1").port(port).shutdownHook(false);
    Sockets.configure(builder, sessions);
    var routes = routes(tasks, store, streams, sessions, clock);
    new Front(callers, deadlines, Duration.ofMinutes(1), routes).install(builder);
    var server = builder.addRouting(sockets(callers, sessions, tasks, store, hub, clock)).build();
    server.start();
    port = server.port();
    running = new Running(server, sessions, streams, deadlines, tasks, store);
  }

  /// Stops, with work under way handed back to the queue.
  public void stop() {
    running.sessions().goAway();
    running.streams().close();
    try {
      running.tasks().stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.server().stop();
    running.sessions().close();
    running.deadlines().close();
    running.store().close();
  }

  @Override
  public void close() {
    stop();
  }

  private List<Route> routes(
      Tasks tasks, TaskStore store, EventStreams streams, Sessions sessions, Clock clock) {
    var parts = new LinkedHashMap<String, Supplier<GetStatus.Part>>();
    parts.put("analyst", () -> GetStatus.Part.ok(analyst.name()));
    parts.put("store", () -> GetStatus.Part.ok("h2"));
    var metrics =
        new GetMetrics(
            List.of(
                new TaskMetrics(tasks, store),
                new ConnectionMetrics(sessions::count, sessions::overflows, streams::open),
                new ProcessMetrics()));
    var functions = List.of("pulse", "history", "modeling", "console");
    var status = new GetStatus(BuildInfo.read(), functions, parts, clock);
    var routes = new ArrayList<Route>();
    routes.addAll(Routes.pulse(tasks, store, streams));
    routes.addAll(Routes.history(tasks, store));
    routes.addAll(
        Routes.service(tasks, store, status, new GetStats(tasks, sessions::count), metrics));
    routes.addAll(Routes.console());
    routes.addAll(new ModelingStandIn(tasks).routes());
    return routes;
  }

  private static WsRouting.Builder sockets(
      Callers callers, Sessions sessions, Tasks tasks, TaskStore store, Hub hub, Clock clock) {
    var pulse =
        new PulseEndpoint(
            Taskloom.messages(tasks, sessions, clock), ClientIds.of(store), store, hub, clock);
    var watch = new WatchTask(tasks, store, hub, clock);
    return WsRouting.builder()
        .endpoint("/ws", new SocketEndpoint(sessions, callers, pulse::open))
        .endpoint("/task/{task_id}", new SocketEndpoint(sessions, callers, watch::open));
  }
}
