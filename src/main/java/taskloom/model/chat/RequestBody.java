package taskloom.model.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import taskloom.wire.Json;

/// A request as the bytes of a streaming chat completion.
///
/// @param used the optional features it holds, which a server might refuse
record RequestBody(byte[] bytes, Set<Feature> used) {
  private static final int MAX_NAME = 64;

  /// @param without features that this server is known to refuse
  static RequestBody of(ChatRequest request, String model, Set<Feature> without) {
    var used = EnumSet.noneOf(Feature.class);
    var body = JsonNodeFactory.instance.objectNode();
    body.put("model", model);
    var messages = body.putArray("messages");
    for (var message : request.messages()) {
      if (!joined(messages, message)) {
        add(messages.addObject(), message, without, used);
      }
    }
    body.put("stream", true);
    if (allowed(Feature.STREAM_OPTIONS, without, used)) {
      body.putObject("stream_options").put("include_usage", true);
    }
    if (request.jsonObject() && allowed(Feature.RESPONSE_FORMAT, without, used)) {
      body.putObject("response_format").put("type", "json_object");
    }
    var temperature = request.temperature();
    if (temperature != null && allowed(Feature.TEMPERATURE, without, used)) {
      body.put("temperature", temperature);
    }
    var maxTokens = request.maxTokens();
    if (maxTokens != null) {
      var old = allowed(Feature.MAX_TOKENS, without, used);
      body.put(old ? "max_tokens" : "max_completion_tokens", maxTokens);
    }
    if (!request.tools().isEmpty()) {
      addTools(body, request, without, used);
    }
    // By way of a string: half a character (a text cut in its middle) then becomes a question mark.
    // Written as bytes it would be an escape that many servers choke on.
    return new RequestBody(Json.text(body).getBytes(StandardCharsets.UTF_8), used);
  }

  /// Many models' templates want the roles to alternate: what is said twice in a row is one
  /// message.
  private static boolean joined(ArrayNode messages, ChatMessage message) {
    if (message instanceof ChatMessage.User(var content)
        && messages.path(messages.size() - 1) instanceof ObjectNode last
        && last.path("role").asText().equals("user")) {
      last.put("content", last.path("content").asText() + "\n\n" + content);
      return true;
    }
    return false;
  }

  private static boolean allowed(Feature feature, Set<Feature> without, Set<Feature> used) {
    if (without.contains(feature)) {
      return false;
    }
    used.add(feature);
    return true;
  }

  private static void add(
      ObjectNode node, ChatMessage message, Set<Feature> without, Set<Feature> used) {
    switch (message) {
      case ChatMessage.Instructions(var content) ->
          node.put("role", "system").put("content", content);
      case ChatMessage.User(var content) -> node.put("role", "user").put("content", content);
      case ChatMessage.ToolResult(var callId, var content) ->
          node.put("role", "tool").put("tool_call_id", callId).put("content", filled(content));
      case ChatMessage.Assistant(var content, var more, var calls) -> {
        node.put("role", "assistant").put("content", calls.isEmpty() ? filled(content) : content);
        addMore(node, more, without, used);
        if (!calls.isEmpty()) {
          addCalls(node.putArray("tool_calls"), calls, without, used);
        }
      }
    }
  }

  /// Strict servers refuse a conversation in which somebody said nothing.
  private static String filled(String content) {
    return content.isBlank() ? "(empty)" : content;
  }

  private static void addMore(
      ObjectNode node, ObjectNode more, Set<Feature> without, Set<Feature> used) {
    for (var field : more.properties()) {
      var feature = Returned.wanted(field.getKey()) ? Feature.MORE : Feature.REASONING;
      if (allowed(feature, without, used)) {
        node.set(field.getKey(), field.getValue());
      }
    }
  }

  private static void addCalls(
      ArrayNode array, Iterable<ToolCall> calls, Set<Feature> without, Set<Feature> used) {
    for (var call : calls) {
      boolean more = !call.more().isEmpty() && allowed(Feature.MORE, without, used);
      var node = array.addObject();
      if (more) {
        node.setAll(call.more().deepCopy());
      }
      node.put("id", call.id()).put("type", "function");
      node.withObject("/function")
          .put("name", name(call.name()))
          .put("arguments", ToolArguments.returned(call.arguments()));
    }
  }

  /// A name as the protocol allows it: a model may have made one up.
  private static String name(String written) {
    var name = new StringBuilder();
    for (int i = 0; i < Math.min(written.length(), MAX_NAME); i++) {
      char c = written.charAt(i);
      boolean known = c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c));
      name.append(known ? c : '_');
    }
    return name.isEmpty() ? "unknown" : name.toString();
  }

  private static void addTools(
      ObjectNode body, ChatRequest request, Set<Feature> without, Set<Feature> used) {
    var tools = body.putArray("tools");
    for (var tool : request.tools()) {
      var function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", tool.name()).put("description", tool.description());
      function.set("parameters", tool.parameters());
    }
    if (request.toolChoice() != ToolChoice.Mode.AUTO
        && allowed(Feature.TOOL_CHOICE, without, used)) {
      switch (request.toolChoice()) {
        case ToolChoice.Mode mode -> body.put("tool_choice", mode.name().toLowerCase(Locale.ROOT));
        case ToolChoice.Function(var name) ->
            body.putObject("tool_choice")
                .put("type", "function")
                .putObject("function")
                .put("name", name);
      }
    }
  }
}
