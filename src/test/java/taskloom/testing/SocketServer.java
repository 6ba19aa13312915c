package taskloom.testing;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.websocket.WsRouting;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import taskloom.engine.EngineSettings;
import taskloom.engine.Hub;
import taskloom.engine.ReasoningWork;
import taskloom.engine.TaskWork;
import taskloom.engine.Tasks;
import taskloom.model.Analyst;
import taskloom.pulse.CancelTask;
import taskloom.pulse.GetMyTasks;
import taskloom.pulse.GetStats;
import taskloom.pulse.GetTaskStatus;
import taskloom.pulse.Ping;
import taskloom.pulse.PulseEndpoint;
import taskloom.pulse.PulseMessages;
import taskloom.pulse.SubmitTask;
import taskloom.server.Callers;
import taskloom.server.ClientIds;
import taskloom.server.ws.SessionLimits;
import taskloom.server.ws.Sessions;
import taskloom.server.ws.SocketEndpoint;
import taskloom.server.ws.Sockets;
import taskloom.store.H2Store;
import taskloom.stream.WatchTask;
import taskloom.task.TaskKind;
import taskloom.task.TaskStore;

/// The WebSocket half on a free port of the loopback, with a store in memory and an analyst of the
/// test's own; everything between them is the real thing.
public final class SocketServer implements AutoCloseable {
  private final TaskStore store;
  private final Hub hub = new Hub();
  private final Tasks tasks;
  private final Sessions sessions;
  private final WebServer server;

  private SocketServer(Builder built) {
    store = built.store;
    var clock = Clock.systemUTC();
    tasks = new Tasks(store, hub, built.works, built.engine, clock);
    tasks.start();
    sessions = new Sessions(built.limits);
    var callers = new Callers(built.apiKeys, false, List.of("https://app.example.org"));
    var messages =
        new PulseMessages(
            new SubmitTask(tasks, clock),
            new GetTaskStatus(tasks, clock),
            new GetMyTasks(tasks),
            new GetStats(tasks, sessions),
            new Ping(clock),
            new CancelTask(tasks, clock));
    var pulse = new PulseEndpoint(messages, ClientIds.of(store), store, hub, clock);
    var watch = new WatchTask(tasks, store, hub, clock);
    var builder = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false);
    Sockets.configure(builder, sessions);
    server =
        builder
            .addRouting(
                WsRouting.builder()
                    .endpoint("/ws", new SocketEndpoint(sessions, callers, pulse::open))
                    .endpoint(
                        "/task/{task_id}", new SocketEndpoint(sessions, callers, watch::open)))
            .build()
            .start();
  }

  /// With this analyst and the usual bounds, no submission limit.
  public static SocketServer with(Analyst analyst) {
    return new Builder(analyst).start();
  }

  /// To be built otherwise.
  public static Builder builder(Analyst analyst) {
    return new Builder(analyst);
  }

  public int port() {
    return server.port();
  }

  public URI address(String pathAndQuery) {
    return URI.create("ws://127.0.0.1:" + port() + pathAndQuery);
  }

  /// A client of `/ws`, greeted already.
  public PulseClient client(HttpClient http) {
    return PulseClient.connect(http, address("/ws"));
  }

  public TaskStore store() {
    return store;
  }

  public Tasks tasks() {
    return tasks;
  }

  public Sessions sessions() {
    return sessions;
  }

  @Override
  public void close() {
    sessions.goAway();
    server.stop();
    try {
      tasks.stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sessions.close();
    store.close();
  }

  /// What to build otherwise.
  public static final class Builder {
    private TaskStore store = H2Store.inMemory(Clock.systemUTC());
    private final Map<TaskKind, TaskWork> works;
    private SessionLimits limits = SessionLimits.of(4_096, 4 << 20);
    private EngineSettings engine =
        new EngineSettings(64, 2, 100_000, 0, Duration.ofMinutes(1), Duration.ofMinutes(1), 3);
    private String apiKeys = "";

    private Builder(Analyst analyst) {
      works = new EnumMap<>(TaskKind.class);
      works.put(TaskKind.REASONING, new ReasoningWork(analyst));
    }

    public Builder limits(SessionLimits given) {
      limits = given;
      return this;
    }

    public Builder engine(EngineSettings given) {
      engine = given;
      return this;
    }

    public Builder apiKeys(String given) {
      apiKeys = given;
      return this;
    }

    public Builder modeling(TaskWork work) {
      works.put(TaskKind.MODELING, work);
      return this;
    }

    public Builder store(TaskStore given) {
      store.close();
      store = given;
      return this;
    }

    public SocketServer start() {
      return new SocketServer(this);
    }
  }
}
