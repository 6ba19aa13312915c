package taskloom.agents.chat;

import java.time.Duration;

/// Bounds of a conversation.
///
/// @param contextTokens what one request may hold, as estimated; past it old turns are summarised
///   (`TASKLOOM_CONTEXT_TOKENS`)
/// @param turns answers of the Coder's model for one part (`TASKLOOM_CODER_TURNS`)
/// @param repairs failing cells in a row that are given back for repair (`TASKLOOM_CODER_REPAIRS`)
/// @param outages how often a model that is down is waited for before the task fails
/// @param outagePause how long at first; _n_ times as long the _n_th time
public record ChatLimits(
    int contextTokens, int turns, int repairs, int outages, Duration outagePause) {
  /// What holds when nothing is set.
  public static final ChatLimits DEFAULTS =
      new ChatLimits(48_000, 60, 5, 6, Duration.ofSeconds(10));
}
