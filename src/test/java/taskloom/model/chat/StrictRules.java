package taskloom.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Json;

/// What strict providers refuse in a request, collected from several.
///
/// @param known fields of a message or a call beside the protocol's own
record StrictRules(Set<String> known) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final Set<String> TOP =
      Set.of(
          "model",
          "messages",
          "stream",
          "stream_options",
          "response_format",
          "temperature",
          "max_tokens",
          "max_completion_tokens",
          "tools",
          "tool_choice");
  private static final Set<String> MESSAGE =
      Set.of("role", "content", "name", "tool_calls", "tool_call_id");
  private static final Set<String> CALL = Set.of("id", "type", "function");

  /// Why the request is refused, or null.
  @Nullable String complaint(JsonNode body) {
    for (var field : body.properties()) {
      if (!TOP.contains(field.getKey())) {
        return "Unrecognized request argument supplied: " + field.getKey();
      }
    }
    if (body.has("response_format")
        && !body.path("messages").toString().toLowerCase(Locale.ROOT).contains("json")) {
      return "messages must contain the word json in some form to use response_format json_object";
    }
    var open = new HashSet<String>();
    var before = "";
    boolean begun = false;
    for (var message : body.path("messages")) {
      var role = message.path("role").asText();
      if (!open.isEmpty() && !role.equals("tool")) {
        return "tool calls without results: " + open;
      }
      if (role.equals("system") && begun) {
        return "a system message must be the first and only one";
      }
      if (role.equals(before) && !role.equals("tool")) {
        return "roles must alternate";
      }
      before = role;
      begun = true;
      var complaint = complaint(message, role, open);
      if (complaint != null) {
        return complaint;
      }
    }
    return open.isEmpty() ? null : "tool calls without results: " + open;
  }

  private @Nullable String complaint(JsonNode message, String role, Set<String> open) {
    for (var field : message.properties()) {
      if (!MESSAGE.contains(field.getKey()) && !known.contains(field.getKey())) {
        return "property '" + field.getKey() + "' is unsupported";
      }
    }
    var calls = message.path("tool_calls");
    if (message.has("tool_calls") && calls.isEmpty()) {
      return "tool_calls must not be empty";
    }
    if (message.path("content").asText().isBlank() && calls.isEmpty()) {
      return "the content of a message of " + role + " must not be empty";
    }
    if (role.equals("tool") && !open.remove(message.path("tool_call_id").asText())) {
      return "a tool result without its call";
    }
    for (var call : calls) {
      for (var field : call.properties()) {
        if (!CALL.contains(field.getKey()) && !known.contains(field.getKey())) {
          return "property '" + field.getKey() + "' is unsupported";
        }
      }
      if (!NAME.matcher(call.at("/function/name").asText()).matches()) {
        return "the name of a function must match " + NAME;
      }
      try {
        if (!Json.parse(call.at("/function/arguments").asText()).isObject()) {
          return "arguments must be a JSON object";
        }
      } catch (JsonProcessingException _) {
        return "arguments must be valid JSON";
      }
      if (!open.add(call.path("id").asText())) {
        return "two calls share an id";
      }
    }
    return null;
  }
}
