package taskloom;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Hub;
import taskloom.engine.ReasoningWork;
import taskloom.engine.TaskWork;
import taskloom.engine.Tasks;
import taskloom.files.DownloadLinks;
import taskloom.files.TaskFolders;
import taskloom.model.Analyst;
import taskloom.modeling.CountedWork;
import taskloom.modeling.Examples;
import taskloom.modeling.Modeling;
import taskloom.pulse.CancelTask;
import taskloom.pulse.GetMyTasks;
import taskloom.pulse.GetTaskStatus;
import taskloom.pulse.Ping;
import taskloom.pulse.PulseEndpoint;
import taskloom.pulse.PulseMessages;
import taskloom.pulse.SubmitTask;
import taskloom.server.BuildInfo;
import taskloom.server.Callers;
import taskloom.server.ClientIds;
import taskloom.server.Deadlines;
import taskloom.server.EventStreams;
import taskloom.server.Front;
import taskloom.server.FunctionSet;
import taskloom.server.Lazy;
import taskloom.server.MemoryBudget;
import taskloom.server.MetricsText;
import taskloom.server.OwnerPlaces;
import taskloom.server.Route;
import taskloom.server.Seal;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.server.net.ConnectionLimits;
import taskloom.server.net.HealthPort;
import taskloom.server.net.Places;
import taskloom.server.ws.SessionLimits;
import taskloom.server.ws.Sessions;
import taskloom.server.ws.SocketEndpoint;
import taskloom.server.ws.Sockets;
import taskloom.service.ConnectionMetrics;
import taskloom.service.GetConfig;
import taskloom.service.GetMetrics;
import taskloom.service.GetStats;
import taskloom.service.GetStatus;
import taskloom.service.HealthProbe;
import taskloom.service.ModelMetrics;
import taskloom.service.ProcessMetrics;
import taskloom.service.TaskMetrics;
import taskloom.store.H2Store;
import taskloom.store.StoreOpeningException;
import taskloom.stream.WatchTask;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStore;
import taskloom.wire.Json;

/// The composition root: every part is made here and handed to those that need it. A running
/// server; close it to stop.
public final class Taskloom implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Taskloom.class.getName());

  /// Enough for an upload of 100 MB over a slow line.
  private static final Duration REQUEST_LIMIT = Duration.ofMinutes(10);

  private final Settings settings;
  private final TaskStore store;
  private final Tasks tasks;
  private final Sessions sessions;
  private final Places places;
  private final Deadlines deadlines;
  private final EventStreams streams;
  private final @Nullable Modeling modeling;
  private final List<Route> routes;
  private final WebServer server;
  private final InetAddress address;
  private @Nullable HealthPort healthPort;
  private @Nullable HealthProbe healthProbe;

  private Taskloom(
      Settings settings,
      Callers callers,
      TaskStore store,
      ClientIds ids,
      @Nullable Modeling modeling,
      Parts parts,
      Clock clock,
      InetAddress address) {
    this.settings = settings;
    this.store = store;
    this.modeling = modeling;
    this.address = address;
    var hub = new Hub();
    tasks = new Tasks(store, hub, works(parts, clock), settings.engine(), clock);
    var budget = MemoryBudget.ofHeap();
    sessions = new Sessions(limits(parts, settings), budget);
    var connections =
        ConnectionLimits.withinHeap(settings.maxConnections(), Runtime.getRuntime().maxMemory());
    places = new Places(ConnectionLimits.of(connections), budget);
    deadlines = new Deadlines(Duration.ofSeconds(5));
    streams =
        new EventStreams(store, hub, deadlines, Duration.ofSeconds(15), Duration.ofSeconds(30));
    var builder =
        WebServer.builder()
            .address(address)
            .port(settings.port())
            // Stopping has an order, and it is ours: see close().
            .shutdownHook(false);
    var owners = new OwnerPlaces(connections, callers.owners());
    Sockets.configure(builder, sessions, places, owners);
    routes = List.copyOf(routes(callers, parts, clock));
    new Front(callers, deadlines, REQUEST_LIMIT, budget, owners, routes).install(builder);
    server = builder.addRouting(sockets(callers, ids, hub, clock)).build();
  }

  /// What differs between a deployment and a test.
  ///
  /// @param analyst answers reasoning tasks
  /// @param metrics figures beside the server's own
  /// @param modeling null to do without it
  /// @param works on tasks of these kinds, instead of the usual
  /// @param limits of WebSocket sessions, null for those in the settings
  public record Parts(
      Analyst analyst,
      List<MetricsText.Source> metrics,
      Modeling.@Nullable Opening modeling,
      Map<TaskKind, TaskWork> works,
      @Nullable SessionLimits limits) {
    /// As usual.
    public Parts(
        Analyst analyst, List<MetricsText.Source> metrics, Modeling.@Nullable Opening modeling) {
      this(analyst, metrics, modeling, Map.of(), null);
    }

    /// Without modelling.
    public Parts(Analyst analyst, List<MetricsText.Source> metrics) {
      this(analyst, metrics, null);
    }
  }

  /// Starts a server.
  ///
  /// @throws StartRefusal when it cannot start as told: the data folder, the address, the keys
  public static Taskloom start(Settings settings, Parts parts, Clock clock) throws StartRefusal {
    var callers = new Callers(settings.apiKeys(), settings.open(), settings.origins());
    var address = address(settings, callers);
    var opening =
        CompletableFuture.supplyAsync(
            () -> H2Store.open(settings.data(), clock),
            task -> Thread.ofPlatform().daemon().name("store-opening").start(task));
    // On that thread too: a first lookup takes long, and the routes are made meanwhile.
    var seal = opening.thenApply(store -> Seal.of(store, "client-ids"));
    prepare();
    var store = opened(opening);
    var ids = new ClientIds(seal::join);
    Modeling modeling = null;
    try {
      // Only now: the store's lock says that nobody else uses the data folder.
      modeling = open(parts, settings, store);
      var taskloom = new Taskloom(settings, callers, store, ids, modeling, parts, clock, address);
      if (settings.functions().contains(FunctionSet.WORK)) {
        taskloom.tasks.start();
      } else {
        taskloom.tasks.startWithoutWork();
      }
      taskloom.listen();
      return taskloom;
    } catch (StartRefusal | RuntimeException e) {
      if (modeling != null) {
        modeling.close();
      }
      // The other thread may still be at the store.
      seal.handle((_, _) -> null).join();
      store.close();
      throw e;
    }
  }

  /// The port it listens on.
  public int port() {
    return server.port();
  }

  /// The HTTP routes it serves.
  public List<Route> routes() {
    return routes;
  }

  /// Modelling, where it is served.
  public Optional<Modeling> modeling() {
    return Optional.ofNullable(modeling);
  }

  Tasks tasks() {
    return tasks;
  }

  Sessions sessions() {
    return sessions;
  }

  /// Stops in order: sockets are closed with 1001, no new tasks, those at work are given their
  /// grace and then handed back to the queue, then interpreters end, the store is closed last.
  @Override
  public void close() {
    sessions.goAway();
    streams.close();
    try {
      tasks.stop(settings.stopGrace());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      server.stop();
      sessions.close();
      places.close();
      if (healthPort != null) {
        healthPort.close();
      }
      if (healthProbe != null) {
        healthProbe.close();
      }
      deadlines.close();
      if (modeling != null) {
        modeling.close();
      }
      store.close();
    }
  }

  private static SessionLimits limits(Parts parts, Settings settings) {
    var limits = parts.limits();
    return limits != null
        ? limits
        : SessionLimits.of(settings.outboxMessages(), settings.outboxBytes());
  }

  private Map<TaskKind, TaskWork> works(Parts parts, Clock clock) {
    var works = new EnumMap<TaskKind, TaskWork>(TaskKind.class);
    works.put(TaskKind.REASONING, new ReasoningWork(parts.analyst()));
    if (modeling != null) {
      var counted = new CountedWork(modeling.work(), modeling.workspaces(), store, clock);
      works.put(TaskKind.MODELING, counted);
    }
    works.putAll(parts.works());
    return works;
  }

  private List<Route> routes(Callers callers, Parts parts, Clock clock) {
    var examples = Examples.read();
    var routes = new ArrayList<Route>();
    routes.addAll(Routes.pulse(tasks, store, streams));
    routes.addAll(Routes.history(tasks, store));
    routes.addAll(Routes.console());
    if (modeling != null) {
      var seal = new Lazy<>(() -> Seal.of(store, "download-links"));
      var folders = new TaskFolders(tasks, modeling.workspaces());
      routes.addAll(Routes.modeling(tasks, store, modeling.workspaces(), examples));
      routes.addAll(Routes.files(folders, new DownloadLinks(seal, store, clock)));
    }
    routes.removeIf(route -> !FunctionSet.holds(settings.functions(), route.group()));
    var groups = new ArrayList<>(routes.stream().map(Route::group).distinct().toList());
    if (settings.functions().contains(FunctionSet.WORK)) {
      groups.add(FunctionSet.WORK.word());
    }
    var about = new About(groups, parts.analyst(), modeling, examples, callers.needKeys());
    routes.addAll(
        Routes.service(
            tasks,
            store,
            new GetStatus(BuildInfo.read(), groups, about.parts(store), clock),
            new GetStats(tasks, sessions::count),
            new GetMetrics(metrics(parts))));
    routes.add(Routes.config(new GetConfig(about::config)));
    return routes;
  }

  private List<MetricsText.Source> metrics(Parts parts) {
    var sources =
        new ArrayList<MetricsText.Source>(
            List.of(
                new TaskMetrics(tasks, store),
                new ConnectionMetrics(sessions::count, sessions::overflows, streams::open),
                new ProcessMetrics()));
    sources.addAll(parts.metrics());
    if (modeling != null) {
      sources.add(ModelMetrics.ofAgents(modeling::modelMetrics));
    }
    return sources;
  }

  private WsRouting.Builder sockets(Callers callers, ClientIds ids, Hub hub, Clock clock) {
    var pulse = new PulseEndpoint(messages(tasks, sessions, clock), ids, store, hub, clock);
    var watch = new WatchTask(tasks, store, hub, clock);
    var sockets = WsRouting.builder();
    if (settings.functions().contains(FunctionSet.PULSE)) {
      sockets.endpoint("/ws", new SocketEndpoint(callers, pulse::open));
    }
    if (settings.functions().contains(FunctionSet.MODELING)) {
      sockets.endpoint("/task/{task_id}", new SocketEndpoint(callers, watch::open));
    }
    return sockets;
  }

  /// Removes what a crash has left of submissions and deletions, but nothing younger than a request
  /// may last. Blocks while it looks through the tasks' folders.
  void sweep(Instant now) {
    if (modeling == null) {
      return;
    }
    try {
      var before = now.minus(REQUEST_LIMIT);
      modeling.workspaces().sweep(id -> store.find(id).isPresent(), before);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "folders without a task could not be looked for", e);
    }
  }

  /// One function for each message of `/ws`.
  static PulseMessages messages(Tasks tasks, Sessions sessions, Clock clock) {
    return new PulseMessages(
        new SubmitTask(tasks, clock),
        new GetTaskStatus(tasks, clock),
        new GetMyTasks(tasks),
        new taskloom.pulse.GetStats(tasks, sessions),
        new Ping(clock),
        new CancelTask(tasks, clock));
  }

  private void listen() throws StartRefusal {
    // Helidon does not throw when it cannot bind: it logs, and is not running.
    server.start();
    if (!server.isRunning()) {
      throw new StartRefusal(
          "Port %d on %s is in use or not to be had; set TASKLOOM_PORT to another"
              .formatted(settings.port(), settings.host()));
    }
    if (places.limits().places() < settings.maxConnections()) {
      LOG.log(
          Level.INFO,
          "the heap has room for {0} connections, not for {1}",
          new Object[] {places.limits().places(), settings.maxConnections()});
    }
    if (settings.healthPort() != 0) {
      healthProbe = new HealthProbe(Routes.ready(tasks, store));
      try {
        healthPort =
            HealthPort.open(new InetSocketAddress(address, settings.healthPort()), healthProbe);
      } catch (IOException _) {
        server.stop();
        throw new StartRefusal(
            "Port %d on %s is in use or not to be had; set TASKLOOM_HEALTH_PORT to another"
                .formatted(settings.healthPort(), settings.host()));
      }
    }
  }

  private static @Nullable Modeling open(Parts parts, Settings settings, TaskStore store)
      throws StartRefusal {
    if (parts.modeling() == null) {
      return null;
    }
    try {
      return parts.modeling().below(settings.data(), id -> store.find(id).map(Task::owner));
    } catch (IOException e) {
      throw new StartRefusal(
          "The tasks' folders below %s cannot be used (%s); set TASKLOOM_DATA to another folder"
              .formatted(settings.data(), e.getMessage()));
    }
  }

  /// First uses that take long, of what every connection needs, while the store opens on the other
  /// processor.
  private static void prepare() {
    Json.text(Map.of());
    new Seal(new byte[32]).of();
  }

  private static TaskStore opened(CompletableFuture<H2Store> opening) throws StartRefusal {
    try {
      return opening.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreOpeningException refused) {
        throw new StartRefusal(String.valueOf(refused.getMessage()));
      }
      throw e;
    }
  }

  private static InetAddress address(Settings settings, Callers callers) throws StartRefusal {
    try {
      var address = InetAddress.getByName(settings.host());
      if (!address.isLoopbackAddress() && !callers.needKeys() && !settings.open()) {
        throw new StartRefusal(
            "TASKLOOM_HOST=%s lets others in: set TASKLOOM_API_KEYS, or TASKLOOM_OPEN=true to serve anyone"
                .formatted(settings.host()));
      }
      return address;
    } catch (UnknownHostException _) {
      throw new StartRefusal(
          "TASKLOOM_HOST=%s is no address of this machine".formatted(settings.host()));
    }
  }
}
