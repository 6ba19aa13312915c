package taskloom.model;

import taskloom.task.TokenUsage;

/// Why a reasoning task has no answer: one short sentence in the specification's style (`DeepSeek
/// API调用失败: 网络超时`), with no key, header, address or raw body in it, and the tokens used in vain.
public final class AnalysisFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final String sentence;
  private final transient TokenUsage usage;

  /// A failure told in `sentence`.
  public AnalysisFailure(String sentence, TokenUsage usage) {
    super(sentence, null, false, false);
    this.sentence = sentence;
    this.usage = usage;
  }

  /// What the client is told.
  public String sentence() {
    return sentence;
  }

  /// Tokens used before it failed.
  public TokenUsage usage() {
    return usage;
  }
}
