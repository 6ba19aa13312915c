package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import taskloom.model.chat.ChatFailure.Kind;

/// What an error means, told by HTTP or inside an answer. Its words are looked at for a few known
/// marks and go no further.
final class Refusals {
  /// Codes and sentences of providers for an account that has nothing left.
  private static final List<String> SPENT =
      List.of(
          "insufficient_quota",
          "exceeded_current_quota",
          "insufficient_balance",
          "insufficient balance",
          "insufficient credit",
          "insufficient_credit",
          "insufficient funds",
          "out of credits",
          "credit balance",
          "billing_hard_limit",
          "billing_not_active",
          "payment required",
          "payment_required",
          "arrearage",
          "欠费",
          "余额不足");

  private static final List<String> TOO_MANY =
      List.of(
          "rate_limit",
          "rate limit",
          "ratelimit",
          "too many requests",
          "too_many_requests",
          "resource_exhausted",
          "throttl",
          "per minute",
          "请求过于频繁",
          "速率限制");

  private Refusals() {}

  /// @param refusal the body's beginning in lower case
  static Kind kind(int status, String refusal) {
    return switch (status) {
      case 401 -> Kind.REFUSED_KEY;
      case 403 -> any(SPENT, refusal) ? Kind.NO_BALANCE : Kind.REFUSED_KEY;
      case 402 -> Kind.NO_BALANCE;
      case 404 -> Kind.UNKNOWN_MODEL;
      case 408 -> Kind.TIMEOUT;
      case 413 -> Kind.CONTEXT_TOO_LONG;
      case 429 -> any(SPENT, refusal) ? Kind.NO_BALANCE : Kind.RATE_LIMITED;
      default -> {
        if (status >= 500) {
          yield Kind.UPSTREAM_ERROR;
        }
        yield tooLong(refusal)
            ? Kind.CONTEXT_TOO_LONG
            : any(SPENT, refusal) ? Kind.NO_BALANCE : Kind.REJECTED;
      }
    };
  }

  /// What an error inside an answer with status 200 means: by its words, else by the HTTP status it
  /// names, else it is the service's own.
  static Kind told(JsonNode error) {
    var words = error.toString().toLowerCase(Locale.ROOT);
    if (any(SPENT, words)) {
      return Kind.NO_BALANCE;
    }
    if (any(TOO_MANY, words)) {
      return Kind.RATE_LIMITED;
    }
    if (tooLong(words)) {
      return Kind.CONTEXT_TOO_LONG;
    }
    int status = status(error);
    if (status >= 400 && status < 600) {
      return kind(status, words);
    }
    if (words.contains("quota")) {
      return Kind.NO_BALANCE;
    }
    if (words.contains("api_key")
        || words.contains("api key")
        || words.contains("authentication")
        || words.contains("unauthorized")
        || words.contains("permission")) {
      return Kind.REFUSED_KEY;
    }
    if (words.contains("model_not_found") || words.contains("not_found_error")) {
      return Kind.UNKNOWN_MODEL;
    }
    return words.contains("invalid_request") || words.contains("content_filter")
        ? Kind.REJECTED
        : Kind.UPSTREAM_ERROR;
  }

  private static int status(JsonNode error) {
    for (var name : List.of("status", "status_code", "code", "http_code")) {
      int status = error.path(name).asInt();
      if (status > 0) {
        return status;
      }
    }
    return 0;
  }

  private static boolean any(List<String> marks, String words) {
    return marks.stream().anyMatch(words::contains);
  }

  private static boolean tooLong(String refusal) {
    return refusal.contains("context_length_exceeded")
        || refusal.contains("maximum context length")
        || refusal.contains("context window");
  }
}
