package taskloom.model.chat;

import java.util.EnumSet;
import java.util.Set;

/// Parts of a request that some compatible servers refuse, and that it can go without.
enum Feature {
  STREAM_OPTIONS("stream_options"),
  RESPONSE_FORMAT("response_format"),
  TEMPERATURE("temperature"),
  /// Newer OpenAI models want `max_completion_tokens` in its place.
  MAX_TOKENS("max_tokens"),
  TOOL_CHOICE("tool_choice"),
  REASONING_CONTENT("reasoning_content");

  private final String field;

  Feature(String field) {
    this.field = field;
  }

  /// What of a refused request to leave out before it is sent once more: what the refusal names,
  /// or, where it names nothing, the two that are refused most. Empty when nothing is left to try.
  ///
  /// @param sent what the refused request held
  /// @param accepted what the server has let pass before
  /// @param refusal the answer's text in lower case
  static Set<Feature> toDrop(Set<Feature> sent, Set<Feature> accepted, String refusal) {
    var named = EnumSet.noneOf(Feature.class);
    for (var feature : sent) {
      if (refusal.contains(feature.field)) {
        named.add(feature);
      }
    }
    if (named.isEmpty()) {
      named.addAll(EnumSet.of(STREAM_OPTIONS, RESPONSE_FORMAT));
      named.retainAll(sent);
      named.removeAll(accepted);
    }
    return named;
  }
}
