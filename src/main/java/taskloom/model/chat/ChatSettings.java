package taskloom.model.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskloom.task.TokenUsage;

/// How one model is reached and within which bounds.
///
/// @param endpoint the whole address of `…/chat/completions`
/// @param apiKey sent as a bearer token; empty for none
/// @param model its name in requests, and `engine` in results
/// @param displayName what people know the service as: `DeepSeek`
/// @param prices null where they are not known
/// @param concurrency calls under way upstream at once
/// @param maxAnswer characters of an answer, and bytes of one JSON text on the way
/// @param breakerPause how long an upstream that keeps failing is left alone
public record ChatSettings(
    URI endpoint,
    String apiKey,
    String model,
    String displayName,
    @Nullable Prices prices,
    Timeouts timeouts,
    Retries retries,
    int concurrency,
    int maxAnswer,
    Duration breakerPause) {

  /// The default model as the environment names it: `DEEPSEEK_API_KEY` alone, or
  /// `TASKLOOM_MODEL_BASE_URL`, `_API_KEY`, `_NAME` and the rest.
  ///
  /// @return empty when no model is configured
  /// @throws IllegalArgumentException when a value is bad; its message is one sentence that names
  ///   the variable and never its value
  public static Optional<ChatSettings> from(Map<String, String> environment) {
    return new SettingsReader(environment).defaults();
  }

  /// One agent's model: as [#from], where `TASKLOOM_<AGENT>_MODEL_…` goes before
  /// `TASKLOOM_MODEL_…`. The default's key is not sent to another address, and the default's prices
  /// do not count for another model.
  ///
  /// @param agent such as `coordinator`
  public static Optional<ChatSettings> from(Map<String, String> environment, String agent) {
    return new SettingsReader(environment).agent(agent);
  }

  /// What `usage` costs, or empty where prices are not known.
  public Optional<BigDecimal> cost(TokenUsage usage) {
    return Optional.ofNullable(prices).map(p -> p.cost(usage));
  }

  /// Everything but the key.
  @Override
  public String toString() {
    return "ChatSettings[%s at %s, key %s]"
        .formatted(model, endpoint, apiKey.isEmpty() ? "none" : "set");
  }

  /// What a million tokens cost, in the currency the operator keeps books in.
  public record Prices(BigDecimal prompt, BigDecimal completion) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    BigDecimal cost(TokenUsage usage) {
      return prompt
          .multiply(BigDecimal.valueOf(usage.promptTokens()))
          .add(completion.multiply(BigDecimal.valueOf(usage.completionTokens())))
          .divide(MILLION, 8, RoundingMode.HALF_UP);
    }
  }

  /// How long each part of a call may take.
  ///
  /// @param connect name lookup, TCP and TLS
  /// @param firstByte from the request's end to the answer's first byte
  /// @param betweenTokens between two reads of the answer; a provider's keep-alive counts as one
  /// @param call everything: waiting for a turn, all attempts, the pauses between them
  public record Timeouts(
      Duration connect, Duration firstByte, Duration betweenTokens, Duration call) {}

  /// How often and how fast a failed attempt is repeated: the pause before repetition _n_ is random
  /// between nothing and `base`·2ⁿ⁻¹, at most `cap`.
  ///
  /// @param limit attempts after the first
  /// @param cap also bounds what a `Retry-After` may ask for
  public record Retries(int limit, Duration base, Duration cap) {}
}
