package taskloom.agents.chat;

/// Bounds of a conversation.
///
/// @param contextTokens what one request may hold, as estimated; past it old turns are summarised
///   (`TASKLOOM_CONTEXT_TOKENS`)
/// @param turns answers of the Coder's model for one part (`TASKLOOM_CODER_TURNS`)
/// @param repairs failing cells in a row that are given back for repair (`TASKLOOM_CODER_REPAIRS`)
public record ChatLimits(int contextTokens, int turns, int repairs) {
  /// What holds when nothing is set.
  public static final ChatLimits DEFAULTS = new ChatLimits(48_000, 60, 5);
}
