package taskloom.server;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import taskloom.engine.EngineSettings;

/// Everything a person can set, read from the environment once. The README's table names each
/// variable.
///
/// @param host address to listen on (`TASKLOOM_HOST`)
/// @param port port to listen on, 0 for any (`TASKLOOM_PORT`)
/// @param healthPort port of health checks on a thread of their own (`TASKLOOM_HEALTH_PORT`), 0 for
///   none: they are answered on `port` in any case
/// @param data folder of the history and the tasks' files (`TASKLOOM_DATA`)
/// @param zone in which texts speak of time (`TASKLOOM_TIMEZONE`)
/// @param apiKeys `name:key,…` (`TASKLOOM_API_KEYS`), read by [Callers]; never printed
/// @param open whether to serve beyond loopback without keys (`TASKLOOM_OPEN`)
/// @param origins browser origins let in beside the server's own (`TASKLOOM_ORIGINS`)
/// @param maxConnections sockets and HTTP connections at once (`TASKLOOM_MAX_CONNECTIONS`)
/// @param outboxMessages messages waiting for one slow reader (`TASKLOOM_OUTBOX_MESSAGES`)
/// @param outboxBytes bytes waiting for one slow reader (`TASKLOOM_OUTBOX_BYTES`)
/// @param stopGrace how long tasks at work may go on after a stop (`TASKLOOM_STOP_GRACE`, seconds)
/// @param modelFallback whether the embedded analyst answers when the model is down
///   (`TASKLOOM_MODEL_FALLBACK`)
/// @param logJson whether logs are JSON objects instead of text (`TASKLOOM_LOG`)
/// @param functions what this process serves (`TASKLOOM_FUNCTIONS`)
public record Settings(
    String host,
    int port,
    int healthPort,
    Path data,
    ZoneId zone,
    String apiKeys,
    boolean open,
    List<String> origins,
    int maxConnections,
    int outboxMessages,
    int outboxBytes,
    Duration stopGrace,
    boolean modelFallback,
    boolean logJson,
    Set<FunctionSet> functions,
    EngineSettings engine) {

  /// Reads the environment.
  ///
  /// @throws IllegalArgumentException with one sentence that names the variable and what it must be
  public static Settings from(Environment environment) {
    var engine = EngineSettings.DEFAULTS;
    return new Settings(
        environment.text("TASKLOOM_HOST", "127.0.0.1"),
        environment.integer("TASKLOOM_PORT", 8000, 0, 65_535),
        environment.integer("TASKLOOM_HEALTH_PORT", 0, 0, 65_535),
        Path.of(environment.text("TASKLOOM_DATA", "data")),
        zone(environment.text("TASKLOOM_TIMEZONE", ZoneId.systemDefault().getId())),
        environment.text("TASKLOOM_API_KEYS", ""),
        environment.flag("TASKLOOM_OPEN"),
        environment.list("TASKLOOM_ORIGINS"),
        environment.integer("TASKLOOM_MAX_CONNECTIONS", 20_000, 1, 1_000_000),
        environment.integer("TASKLOOM_OUTBOX_MESSAGES", 4_096, 16, 1_000_000),
        environment.integer("TASKLOOM_OUTBOX_BYTES", 4 << 20, 1 << 16, 1 << 30),
        environment.seconds(
            "TASKLOOM_STOP_GRACE", Duration.ofSeconds(10), Duration.ZERO, Duration.ofHours(1)),
        environment.flag("TASKLOOM_MODEL_FALLBACK"),
        logJson(environment.text("TASKLOOM_LOG", "text")),
        FunctionSet.named(environment.list("TASKLOOM_FUNCTIONS")),
        new EngineSettings(
            environment.integer("TASKLOOM_WORKERS", engine.workers(), 1, 100_000),
            environment.integer("TASKLOOM_MODELING_WORKERS", engine.modelingWorkers(), 1, 1_000),
            environment.integer("TASKLOOM_QUEUE_LIMIT", engine.queueLimit(), 1, 10_000_000),
            environment.number("TASKLOOM_SUBMIT_RATE", engine.submitRate(), 0, 1_000_000),
            environment.seconds(
                "TASKLOOM_TASK_TIMEOUT",
                engine.taskTimeout(),
                Duration.ofMillis(100),
                Duration.ofDays(1)),
            environment.seconds(
                "TASKLOOM_MODELING_TIMEOUT",
                engine.modelingTimeout(),
                Duration.ofSeconds(1),
                Duration.ofDays(7)),
            environment.integer("TASKLOOM_MAX_ATTEMPTS", engine.maxAttempts(), 1, 100)));
  }

  private static boolean logJson(String format) {
    return switch (format) {
      case "text" -> false;
      case "json" -> true;
      default ->
          throw new IllegalArgumentException(
              "TASKLOOM_LOG must be text or json, not \"" + format + "\"");
    };
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      throw new IllegalArgumentException(
          "TASKLOOM_TIMEZONE must be a time zone such as Asia/Shanghai, not \"" + name + "\"");
    }
  }

  /// Without the keys.
  @Override
  public String toString() {
    return "Settings[%s:%d]".formatted(host, port);
  }
}
