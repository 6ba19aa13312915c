package taskloom.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import taskloom.server.net.HealthPort;
import taskloom.service.GetHealth.Check;

/// What [HealthPort] answers: that the process lives, at once; whether it is ready, as a thread of
/// its own found last, because a check may have to wait for the store.
public final class HealthProbe implements Function<String, HealthPort.Answer>, AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /// A check that has not come back for so long has failed.
  private static final Duration STALE = Duration.ofSeconds(10);

  private record Found(HealthPort.Answer answer, long at) {}

  private final GetHealth live = new GetHealth(List.of());
  private final GetHealth ready;
  private final ScheduledThreadPoolExecutor checking;
  private volatile Found found;

  /// Begins to check.
  public HealthProbe(List<Check> checks) {
    this.ready = new GetHealth(checks);
    this.found = new Found(ready.answer(), System.nanoTime());
    this.checking =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("health-checks").factory());
    var _ =
        checking.scheduleWithFixedDelay(
            () -> found = new Found(ready.answer(), System.nanoTime()),
            EVERY.toMillis(),
            EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public HealthPort.Answer apply(String path) {
    return switch (path) {
      case "/observe/health/live" -> live.answer();
      case "/observe/health", "/observe/health/ready", "/observe/health/started" -> last();
      default -> answer(404, "{\"detail\":\"Only health is told here\",\"code\":\"not_found\"}");
    };
  }

  private HealthPort.Answer last() {
    var last = found;
    return System.nanoTime() - last.at() > STALE.toNanos()
        ? answer(503, "{\"status\":\"DOWN\",\"checks\":[]}")
        : last.answer();
  }

  private static HealthPort.Answer answer(int status, String json) {
    return new HealthPort.Answer(status, json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    checking.shutdownNow();
  }
}
