package taskloom.model.chat;

import java.util.Map;

/// A client's counters since it was made; each is exact, together they are a snapshot taken while
/// calls go on.
///
/// @param calls calls that have ended, well or not
/// @param failures of them those that failed, by kind; every kind is present
/// @param cancelled of them those that were interrupted
/// @param retries attempts after a call's first
/// @param promptTokens of the calls that were answered
/// @param completionTokens of the calls that were answered
/// @param inFlight attempts under way upstream now
/// @param waiting calls that wait for their turn now
/// @param breaker the circuit breaker's state now
public record ChatMetrics(
    long calls,
    Map<ChatFailure.Kind, Long> failures,
    long cancelled,
    long retries,
    long promptTokens,
    long completionTokens,
    int inFlight,
    int waiting,
    Breaker breaker) {

  /// Copies the map.
  public ChatMetrics {
    failures = Map.copyOf(failures);
  }

  /// The states of a circuit breaker.
  public enum Breaker {
    /// Calls pass.
    CLOSED,
    /// Calls fail at once.
    OPEN,
    /// One call passes to see whether the upstream is back.
    HALF_OPEN
  }
}
