package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.runner.CellOutcome.Vanished;

/// Says in human words how an interpreter ended.
final class Endings {
  private static final String LOST = " The interpreter's state is lost.";

  private Endings() {}

  /// The outcome of the cell that was running, from the runner's `exited`.
  static CellOutcome of(JsonNode exited, Duration limit, Limits limits) {
    if (exited.path("stopped").asText("").equals("timeout")) {
      return new TimedOut(limit, false);
    }
    if (exited.has("signal")) {
      return new Crashed(signal(exited.path("signal").asInt(), limits) + LOST);
    }
    return new Crashed(
        "The code ended the interpreter with exit status "
            + exited.path("code").asInt()
            + " (os._exit or the like)."
            + LOST);
  }

  /// The outcome when the runner vanished without a word.
  static CellOutcome silent(Link link) {
    if (link instanceof SocketLink) {
      return new Vanished();
    }
    var lastWords = link.lastWords();
    return new Crashed(
        "The interpreter was killed from outside"
            + (lastWords.isEmpty() ? "." : " (" + lastWords + ").")
            + LOST);
  }

  private static String signal(int number, Limits limits) {
    return switch (number) {
      case 4 -> "Native code crashed (SIGILL: an instruction this processor does not have).";
      case 6 -> "Native code gave up (SIGABRT).";
      case 7 -> "Native code crashed (SIGBUS: memory that is not there, or a full disk).";
      case 8 -> "Native code crashed (SIGFPE: a division by zero or the like).";
      case 9 -> "The interpreter was killed (SIGKILL), most likely because memory ran out.";
      case 11 -> "Native code crashed (SIGSEGV: access to memory that is not its own).";
      case 24 ->
          "The interpreter used up its "
              + limits.processes().cpu().toSeconds()
              + " seconds of processor time (SIGXCPU).";
      case 31 -> "The code made a system call that the sandbox ends programs for (SIGSYS).";
      default -> "The interpreter was ended by signal " + number + ".";
    };
  }
}
