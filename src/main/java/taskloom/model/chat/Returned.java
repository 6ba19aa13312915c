package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

/// Collects the fields beside an answer's own that its provider may want back with the next turn,
/// such as Google's `extra_content` with a thought's signature or OpenRouter's `reasoning_details`,
/// from the pieces of a stream. Fields that mean nothing to the next turn are left out, since a
/// strict server refuses what it does not know.
final class Returned {
  /// Texts that come in pieces; every other value comes whole.
  private static final Set<String> IN_PIECES =
      Set.of("text", "summary", "thinking", "reasoning", "reasoning_content", "data");

  private Returned() {}

  /// Whether a field of an answer or of a call goes back.
  static boolean wanted(String name) {
    return Feature.MORE.in(name.toLowerCase(Locale.ROOT));
  }

  /// Adds the wanted fields of `piece` to `all`.
  ///
  /// @return the characters that were added, more or less
  static int collect(JsonNode piece, ObjectNode all) {
    int size = 0;
    for (var field : piece.properties()) {
      if (wanted(field.getKey()) && !field.getValue().isNull()) {
        size += field.getValue().toString().length();
        merge(all, field.getKey(), field.getValue());
      }
    }
    return size;
  }

  private static void merge(ObjectNode all, String name, JsonNode piece) {
    switch (all.get(name)) {
      case ObjectNode known when piece.isObject() ->
          piece.properties().forEach(field -> merge(known, field.getKey(), field.getValue()));
      case ArrayNode known when piece.isArray() -> piece.forEach(item -> append(known, item));
      case JsonNode known when known.isTextual() && piece.isNull() -> {}
      case JsonNode known when known.isTextual() && IN_PIECES.contains(name) ->
          all.put(name, known.textValue() + piece.asText());
      case null, default -> all.set(name, piece.deepCopy());
    }
  }

  /// Pieces of one block share its `index`.
  private static void append(ArrayNode all, JsonNode item) {
    var index = item.path("index");
    for (var known : all) {
      if (index.isInt()
          && known instanceof ObjectNode block
          && index.equals(known.path("index"))
          && known.path("type").equals(item.path("type"))) {
        item.properties().forEach(field -> merge(block, field.getKey(), field.getValue()));
        return;
      }
    }
    all.add(item.deepCopy());
  }

  static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
