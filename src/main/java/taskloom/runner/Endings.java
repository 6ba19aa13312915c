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
    return switch (exited.path("stopped").asText("")) {
      case "timeout" -> new TimedOut(limit, false);
      case "memory" -> new Crashed(new Crash.TooMuchMemory(limits.processes().memory()));
      case "processes" -> new Crashed(new Crash.TooManyProcesses(limits.processes().count()));
      case "scratch" -> new Crashed(new Crash.ScratchFull(limits.disk().scratch()));
      default ->
          new Crashed(
              exited.has("signal")
                  ? new Crash.Signalled(exited.path("signal").asInt(), limits.processes().cpu())
                  : new Crash.Exited(exited.path("code").asInt()));
    };
  }

  /// The outcome when the runner vanished without a word.
  static CellOutcome silent(Link link) {
    return link instanceof SocketLink
        ? new Vanished()
        : new Crashed(new Crash.Killed(link.lastWords()));
  }
}
