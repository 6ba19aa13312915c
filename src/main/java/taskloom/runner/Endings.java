package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.runner.CellOutcome.Vanished;

/// Tells how an interpreter ended.
final class Endings {
  private Endings() {}

  /// The outcome of the cell that was running, from the runner's `exited`.
  static CellOutcome of(JsonNode exited, Duration limit, Limits limits) {
    if (exited.path("stopped").asText("").equals("timeout")) {
      return new TimedOut(limit, false);
    }
    return new Crashed(
        exited.has("signal")
            ? new Crash.Signalled(exited.path("signal").asInt(), limits.processes().cpu())
            : new Crash.Exited(exited.path("code").asInt()));
  }

  /// The outcome when the runner vanished without a word.
  static CellOutcome silent(Link link) {
    return link instanceof SocketLink
        ? new Vanished()
        : new Crashed(new Crash.Killed(link.lastWords()));
  }
}
