package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A line to one runner: a process's pipes, or a socket to the runner's container. Neither sending
/// nor killing ever blocks.
interface Link {
  /// Sends a request; that it cannot be sent shows as the end of the answers.
  void send(Object request);

  /// The next answer; null when there is none within `patience`, a missing node at the end.
  @Nullable JsonNode next(Duration patience) throws InterruptedException;

  /// Ends the runner and all it started, at once.
  void kill();

  /// Whether every process of the runner is known to have ended; after `kill`, or after the end of
  /// the answers. Until then its code may be at work in the task's folder. False where that is not
  /// known within `patience`.
  boolean awaitEnd(Duration patience) throws InterruptedException;

  /// How it ended and what it said beyond the protocol, as far as that can be told; after the end
  /// of the answers.
  String lastWords();

  /// The runner's processes as this machine sees them; empty where it cannot.
  ProcessTree processes();
}
