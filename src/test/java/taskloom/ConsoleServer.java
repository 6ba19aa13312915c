package taskloom;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import taskloom.console.ScriptedModeling;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingSettings;
import taskloom.server.Environment;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.task.TaskKind;
import taskloom.testing.GatedAnalyst;
import taskloom.testing.NoAgents;

/// The whole server, put together as it is when it runs, with an analyst and modelling work that do
/// what their texts say. It can be stopped and started again at the same address.
public final class ConsoleServer implements AutoCloseable {
  /// Does the reasoning.
  public final GatedAnalyst analyst = new GatedAnalyst();

  /// Does the modelling.
  public final ScriptedModeling modeling = new ScriptedModeling();

  private final Path data;
  private final Map<String, String> settings;
  private int port;
  private Taskloom running;

  /// Starts on a free port of the loopback.
  ///
  /// @param settings beside or instead of those of these tests
  public ConsoleServer(Path data, Map<String, String> settings) {
    this.data = data;
    this.settings = settings;
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
    var all = new HashMap<String, String>();
    all.put("TASKLOOM_PORT", Integer.toString(port));
    all.put("TASKLOOM_DATA", data.toString());
    all.put("TASKLOOM_SUBMIT_RATE", "0");
    all.put("TASKLOOM_MODELING_WORKERS", "4");
    all.put("TASKLOOM_STOP_GRACE", "0");
    all.putAll(settings);
    var environment = new Environment(all);
    var clock = Clock.systemUTC();
    var parts =
        new Taskloom.Parts(
            analyst,
            List.of(),
            (folder, ownerOf) -> scripted(environment, folder, ownerOf, clock),
            Map.of(TaskKind.MODELING, modeling),
            null);
    try {
      running = Taskloom.start(Settings.from(environment), parts, clock);
    } catch (StartRefusal e) {
      throw new IllegalStateException(e);
    }
    port = running.port();
  }

  private Modeling scripted(
      Environment environment, Path folder, Function<String, Optional<String>> ownerOf, Clock clock)
      throws IOException {
    var settings = ModelingSettings.from(environment);
    var real =
        Modeling.open(
            settings,
            environment.variables(),
            folder,
            ownerOf,
            new NoAgents(),
            NoAgents.NAME,
            clock);
    modeling.fill(real.workspaces());
    return real;
  }

  /// Stops, with work under way handed back to the queue.
  public void stop() {
    running.close();
  }

  @Override
  public void close() {
    stop();
  }
}
