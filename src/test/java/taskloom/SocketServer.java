package taskloom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.engine.TaskWork;
import taskloom.engine.Tasks;
import taskloom.model.Analyst;
import taskloom.server.Environment;
import taskloom.server.Settings;
import taskloom.server.StartRefusal;
import taskloom.server.ws.SessionLimits;
import taskloom.server.ws.Sessions;
import taskloom.task.TaskKind;
import taskloom.testing.PulseClient;

/// The whole server on a free port of the loopback, with a data folder of its own and an analyst of
/// the test's, no submission limit and no grace for tasks at work.
public final class SocketServer implements AutoCloseable {
  private final Path data;
  private final Taskloom taskloom;

  private SocketServer(Path data, Taskloom taskloom) {
    this.data = data;
    this.taskloom = taskloom;
  }

  /// Without keys and with the usual bounds.
  public static SocketServer with(Analyst analyst) {
    return start(new Taskloom.Parts(analyst, List.of()), Map.of());
  }

  /// With keys as `TASKLOOM_API_KEYS`.
  public static SocketServer withKeys(Analyst analyst, String keys) {
    return start(new Taskloom.Parts(analyst, List.of()), Map.of("TASKLOOM_API_KEYS", keys));
  }

  /// With bounds of the sessions' own.
  public static SocketServer withLimits(Analyst analyst, SessionLimits limits) {
    return start(parts(analyst, Map.of(), limits), Map.of());
  }

  /// With this as the work on modelling tasks.
  public static SocketServer withModeling(Analyst analyst, TaskWork work) {
    return start(parts(analyst, Map.of(TaskKind.MODELING, work), null), Map.of());
  }

  private static Taskloom.Parts parts(
      Analyst analyst, Map<TaskKind, TaskWork> works, @Nullable SessionLimits limits) {
    return new Taskloom.Parts(analyst, List.of(), null, works, limits);
  }

  private static SocketServer start(Taskloom.Parts parts, Map<String, String> variables) {
    try {
      var data = Files.createTempDirectory("taskloom-test");
      var all = new HashMap<>(variables);
      all.put("TASKLOOM_PORT", "0");
      all.put("TASKLOOM_DATA", data.toString());
      all.put("TASKLOOM_SUBMIT_RATE", "0");
      all.put("TASKLOOM_STOP_GRACE", "0");
      all.put("TASKLOOM_ORIGINS", "https://app.example.org");
      var settings = Settings.from(new Environment(all));
      return new SocketServer(data, Taskloom.start(settings, parts, Clock.systemUTC()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StartRefusal e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return taskloom.port();
  }

  public URI address(String pathAndQuery) {
    return URI.create("ws://127.0.0.1:" + port() + pathAndQuery);
  }

  /// A client of `/ws`, greeted already.
  public PulseClient client() throws InterruptedException {
    return PulseClient.connect(address("/ws"));
  }

  public Tasks tasks() {
    return taskloom.tasks();
  }

  public Sessions sessions() {
    return taskloom.sessions();
  }

  @Override
  public void close() {
    taskloom.close();
    try (var files = Files.walk(data)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
