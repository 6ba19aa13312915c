package taskloom;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.DirectClient;
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

/// The HTTP half but for its socket, with a store in memory and work that does what its text says.
public final class RoutesUnderTest implements AutoCloseable {
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
  final MemoryBudget budget = new MemoryBudget(MAX_HELD, MAX_HELD / 2);
  final OwnerPlaces owners;
  final Front front;
  private final Deadlines deadlines = new Deadlines(Duration.ofMillis(50));

  public RoutesUnderTest() {
    this(KEYS, EngineSettings.DEFAULTS);
  }

  public RoutesUnderTest(String keys, EngineSettings engine) {
    this(
        H2Store.inMemory(Clock.systemUTC()),
        keys,
        engine,
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        1_000);
  }

  /// @param stall how long the reader of a stream may leave a write waiting
  /// @param limit how long a request may take
  /// @param connections how many there may be
  RoutesUnderTest(
      TaskStore store,
      String keys,
      EngineSettings engine,
      Duration stall,
      Duration limit,
      int connections) {
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
    var callers = new Callers(keys, false, List.of("https://app.example.org"));
    owners = new OwnerPlaces(connections, callers.owners());
    front = new Front(callers, deadlines, limit, budget, owners, routes);
  }

  /// Adds them, for a test that has its client from Helidon.
  public void install(HttpRouting.Builder routing) {
    front.install(routing);
  }

  /// A client of theirs.
  public Http direct() {
    var routing = HttpRouting.builder();
    install(routing);
    return new DirectHttp(new DirectClient(routing));
  }

  @Override
  public void close() throws InterruptedException {
    streams.close();
    deadlines.close();
    tasks.stop(Duration.ZERO);
    store.close();
  }
}
