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

  /// @param without features that this server is known to refuse
  static RequestBody of(ChatRequest request, String model, Set<Feature> without) {
    var used = EnumSet.noneOf(Feature.class);
    var body = JsonNodeFactory.instance.objectNode();
    body.put("model", model);
    var messages = body.putArray("messages");
    for (var message : request.messages()) {
      add(messages.addObject(), message, without, used);
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
          node.put("role", "tool").put("tool_call_id", callId).put("content", content);
      case ChatMessage.Assistant(var content, var reasoning, var calls) -> {
        node.put("role", "assistant").put("content", content);
        if (reasoning != null && allowed(Feature.REASONING_CONTENT, without, used)) {
          node.put("reasoning_content", reasoning);
        }
        if (!calls.isEmpty()) {
          addCalls(node.putArray("tool_calls"), calls);
        }
      }
    }
  }

  private static void addCalls(ArrayNode array, Iterable<ToolCall> calls) {
    for (var call : calls) {
      var node = array.addObject().put("id", call.id()).put("type", "function");
      node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    }
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
