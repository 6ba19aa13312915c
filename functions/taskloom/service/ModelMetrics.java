package taskloom.service;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import taskloom.model.chat.ChatMetrics;
import taskloom.server.MetricsText;

/// What the model client counts.
public record ModelMetrics(Supplier<ChatMetrics> chat) implements MetricsText.Source {
  @Override
  public void write(MetricsText metrics) {
    var now = chat.get();
    metrics.counter("taskloom_model_calls_total", "Model calls that have ended", now.calls());
    var failures = new TreeMap<String, Long>();
    now.failures().forEach((kind, count) -> failures.put(word(kind), count));
    metrics.counters(
        "taskloom_model_failures_total", "Model calls that failed, by kind", "kind", failures);
    metrics.counter("taskloom_model_cancelled_total", "Model calls cancelled", now.cancelled());
    metrics.counter("taskloom_model_retries_total", "Attempts after a call's first", now.retries());
    var tokens = new LinkedHashMap<String, Long>();
    tokens.put("prompt", now.promptTokens());
    tokens.put("completion", now.completionTokens());
    metrics.counters("taskloom_model_tokens_total", "Tokens used, by kind", "kind", tokens);
    metrics.gauge("taskloom_model_in_flight", "Model calls under way", now.inFlight());
    metrics.gauge("taskloom_model_waiting", "Model calls waiting for their turn", now.waiting());
    var states = new LinkedHashMap<String, Integer>();
    for (var state : ChatMetrics.Breaker.values()) {
      states.put(word(state), state == now.breaker() ? 1 : 0);
    }
    metrics.gauges("taskloom_model_breaker", "1 for the circuit breaker's state", "state", states);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
