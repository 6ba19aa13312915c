package taskloom.task;

/// Tokens a task has used, as the model API counted them.
public record TokenUsage(long promptTokens, long completionTokens) {
  /// No tokens: what the embedded analyst uses.
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  /// Both kinds together.
  public long totalTokens() {
    return promptTokens + completionTokens;
  }

  /// This and `other` together.
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        promptTokens + other.promptTokens, completionTokens + other.completionTokens);
  }
}
