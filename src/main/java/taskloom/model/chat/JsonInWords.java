package taskloom.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Json;

/// Finds the JSON object in a model's answer, which may be fenced, follow prose or its thoughts, or
/// be followed by remarks.
public final class JsonInWords {
  /// Bounds the work on a text full of braces.
  private static final int ATTEMPTS = 64;

  private static final ObjectReader FIRST_VALUE =
      Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonInWords() {}

  /// The object, or null where there is none. Of several, the last that is at least half as long as
  /// the longest: a model quotes a part or makes a draft first, and gives its answer then.
  public static @Nullable ObjectNode find(String words) {
    var text = words.strip();
    if (text.startsWith("{") && text.endsWith("}")) {
      try {
        return Json.parse(text) instanceof ObjectNode whole ? whole : null;
      } catch (JsonProcessingException _) {
        // More than one object, perhaps.
      }
    }
    ObjectNode best = null;
    int longest = 0;
    int from = text.indexOf('{');
    for (int i = 0; i < ATTEMPTS && from >= 0; i++) {
      int length = 0;
      try (var parser = Json.mapper().createParser(text.substring(from))) {
        if (FIRST_VALUE.readTree(parser) instanceof ObjectNode object) {
          length = Math.max(1, (int) parser.currentLocation().getCharOffset());
          if (length * 2 >= longest) {
            best = object;
          }
          longest = Math.max(longest, length);
        }
      } catch (IOException _) {
        // A brace in prose, or an answer cut off.
      }
      from = text.indexOf('{', from + Math.max(1, length));
    }
    return best;
  }
}
