package taskloom.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import taskloom.agents.AgentRole;
import taskloom.model.chat.ChatMetrics;
import taskloom.server.MetricsText;

/// What model clients count.
///
/// @param prefix of the metrics' names
/// @param labels that tell the clients apart
/// @param clients asked each time, by the labels' values; none has nothing to tell
public record ModelMetrics(
    String prefix, List<String> labels, Supplier<Map<List<String>, ChatMetrics>> clients)
    implements MetricsText.Source {

  /// Of the reasoning tasks' client.
  public ModelMetrics(Supplier<ChatMetrics> chat) {
    this("taskloom_model", List.of(), () -> Map.of(List.of(), chat.get()));
  }

  /// Of the modelling agents' clients, by role.
  public static ModelMetrics ofAgents(Supplier<Map<AgentRole, ChatMetrics>> agents) {
    return new ModelMetrics(
        "taskloom_agent_model",
        List.of("role"),
        () -> {
          var byRole = new LinkedHashMap<List<String>, ChatMetrics>();
          agents.get().forEach((role, chat) -> byRole.put(List.of(role.word()), chat));
          return byRole;
        });
  }

  @Override
  public void write(MetricsText metrics) {
    var now = clients.get();
    if (now.isEmpty()) {
      return;
    }
    metrics.counters(
        prefix + "_calls_total",
        "Model calls that have ended",
        labels,
        each(now, ChatMetrics::calls));
    metrics.counters(
        prefix + "_failures_total",
        "Model calls that failed, by kind",
        labelled("kind"),
        split(now, ModelMetrics::failures));
    metrics.counters(
        prefix + "_cancelled_total",
        "Model calls cancelled",
        labels,
        each(now, ChatMetrics::cancelled));
    metrics.counters(
        prefix + "_retries_total",
        "Attempts after a call's first",
        labels,
        each(now, ChatMetrics::retries));
    metrics.counters(
        prefix + "_tokens_total",
        "Tokens used, by kind",
        labelled("kind"),
        split(now, ModelMetrics::tokens));
    metrics.gauges(
        prefix + "_in_flight", "Model calls under way", labels, each(now, ChatMetrics::inFlight));
    metrics.gauges(
        prefix + "_waiting",
        "Model calls waiting for their turn",
        labels,
        each(now, ChatMetrics::waiting));
    metrics.gauges(
        prefix + "_breaker",
        "1 for the circuit breaker's state",
        labelled("state"),
        split(now, ModelMetrics::breaker));
  }

  private List<String> labelled(String further) {
    var all = new ArrayList<>(labels);
    all.add(further);
    return all;
  }

  private static Map<List<String>, Number> each(
      Map<List<String>, ChatMetrics> now, Function<ChatMetrics, Number> count) {
    var values = new LinkedHashMap<List<String>, Number>();
    now.forEach((key, chat) -> values.put(key, count.apply(chat)));
    return values;
  }

  private static Map<List<String>, Number> split(
      Map<List<String>, ChatMetrics> now, Function<ChatMetrics, Map<String, Number>> counts) {
    var values = new LinkedHashMap<List<String>, Number>();
    now.forEach((key, chat) ->
        counts
            .apply(chat)
            .forEach((word, count) -> {
              var further = new ArrayList<>(key);
              further.add(word);
              values.put(further, count);
            }));
    return values;
  }

  private static Map<String, Number> failures(ChatMetrics chat) {
    var counts = new TreeMap<String, Number>();
    chat.failures().forEach((kind, count) -> counts.put(word(kind), count));
    return counts;
  }

  private static Map<String, Number> tokens(ChatMetrics chat) {
    var counts = new LinkedHashMap<String, Number>();
    counts.put("prompt", chat.promptTokens());
    counts.put("completion", chat.completionTokens());
    return counts;
  }

  private static Map<String, Number> breaker(ChatMetrics chat) {
    var states = new LinkedHashMap<String, Number>();
    for (var state : ChatMetrics.Breaker.values()) {
      states.put(word(state), state == chat.breaker() ? 1 : 0);
    }
    return states;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
