package taskloom.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Json;

/// The arguments of a function call, which a model writes and may write badly. Mended is only what
/// has one meaning: line breaks inside strings, single quotes, a last comma, JSON within a string.
/// Arguments cut off in the middle stay unread, since half a program must not run.
public final class ToolArguments {
  private static final ObjectReader LENIENT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private ToolArguments() {}

  /// The arguments as an object, or null where they are none.
  public static @Nullable ObjectNode read(String written) {
    if (written.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    var strict = strict(written);
    return strict != null ? strict : lenient(written, true);
  }

  /// What goes back to the server as the call's arguments: what the model wrote where that is a
  /// JSON object, else the same mended, else an empty object. A strict server refuses a whole
  /// conversation over one bad call, and the call's result tells the model what was wrong.
  static String returned(String written) {
    if (strict(written) != null) {
      return written;
    }
    var mended = read(written);
    return mended == null ? "{}" : Json.text(mended);
  }

  /// Whether they are one whole JSON object, so that nothing can follow.
  static boolean whole(CharSequence written) {
    int end = written.length();
    while (end > 0 && Character.isWhitespace(written.charAt(end - 1))) {
      end--;
    }
    return end > 0 && written.charAt(end - 1) == '}' && strict(written.toString()) != null;
  }

  private static @Nullable ObjectNode strict(String written) {
    try {
      return Json.parse(written) instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException _) {
      return null;
    }
  }

  private static @Nullable ObjectNode lenient(String written, boolean unwrap) {
    try {
      return switch (LENIENT.<JsonNode>readValue(written)) {
        case ObjectNode object -> object;
        case JsonNode text when unwrap && text.isTextual() -> lenient(text.textValue(), false);
        case null, default -> null;
      };
    } catch (JsonProcessingException _) {
      return null;
    }
  }
}
