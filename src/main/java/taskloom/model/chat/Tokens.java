package taskloom.model.chat;

/// Reckons tokens where a provider does not count them.
final class Tokens {
  private Tokens() {}

  /// About 0.3 tokens for an ASCII character and 0.6 for any other, as DeepSeek documents; rounded
  /// up.
  static long estimate(CharSequence text) {
    long tenths = 0;
    for (var i = 0; i < text.length(); i++) {
      tenths += text.charAt(i) < 128 ? 3 : 6;
    }
    return (tenths + 9) / 10;
  }

  /// What a request's messages come to.
  static long estimate(ChatRequest request) {
    var sum = 0L;
    for (var message : request.messages()) {
      sum += estimate(message.content());
    }
    for (var tool : request.tools()) {
      sum += estimate(tool.description()) + estimate(tool.parameters().toString());
    }
    return sum;
  }
}
