package taskloom.model.chat;

import taskloom.model.chat.ChatFailure.Kind;

/// What an HTTP error means. The body is looked at for a few known marks and goes no further.
final class Refusals {
  private Refusals() {}

  /// @param refusal the body's beginning in lower case
  static Kind kind(int status, String refusal) {
    return switch (status) {
      case 401, 403 -> Kind.REFUSED_KEY;
      case 402 -> Kind.NO_BALANCE;
      case 404 -> Kind.UNKNOWN_MODEL;
      case 408 -> Kind.TIMEOUT;
      case 413 -> Kind.CONTEXT_TOO_LONG;
      case 429 -> refusal.contains("insufficient_quota") ? Kind.NO_BALANCE : Kind.RATE_LIMITED;
      default -> {
        if (status >= 500) {
          yield Kind.UPSTREAM_ERROR;
        }
        yield tooLong(refusal) ? Kind.CONTEXT_TOO_LONG : Kind.REJECTED;
      }
    };
  }

  private static boolean tooLong(String refusal) {
    return refusal.contains("context_length_exceeded")
        || refusal.contains("maximum context length")
        || refusal.contains("context window");
  }
}
