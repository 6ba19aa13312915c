package taskloom.model.chat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Parts of a request that some compatible servers refuse, and that it can go without.
enum Feature {
  STREAM_OPTIONS("stream_options"),
  RESPONSE_FORMAT("response_format"),
  TEMPERATURE("temperature"),
  /// Newer OpenAI models want `max_completion_tokens` in its place.
  MAX_TOKENS("max_tokens"),
  TOOL_CHOICE("tool_choice"),
  /// Thoughts sent back: some want them, some refuse them.
  REASONING("reasoning"),
  /// What else came with an answer and goes back with it.
  MORE(
      "extra_content",
      "reasoning_details",
      "thinking_blocks",
      "signature",
      "provider_specific_fields",
      "opaque",
      "encrypted");

  // List.of is immutable, which its type does not tell.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> fields;

  Feature(String... fields) {
    this.fields = List.of(fields);
  }

  /// Whether a name is one of this feature's fields, or a sentence speaks of one.
  boolean in(String words) {
    return fields.stream().anyMatch(words::contains);
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
      if (feature.in(refusal)) {
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
