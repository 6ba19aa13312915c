package taskloom.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One question to the model. Immutable; start from [#of] and change what differs.
///
/// @param jsonObject asks for one JSON object (`response_format`); the prompt must say so too
/// @param temperature null leaves it to the provider
/// @param maxTokens null leaves it to the provider
/// @param listener hears the tokens as they arrive, or null
public record ChatRequest(
    List<ChatMessage> messages,
    List<Tool> tools,
    ToolChoice toolChoice,
    boolean jsonObject,
    @Nullable Double temperature,
    @Nullable Integer maxTokens,
    @Nullable ChatListener listener) {

  /// Copies the lists.
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /// A plain question.
  public static ChatRequest of(List<ChatMessage> messages) {
    return new ChatRequest(messages, List.of(), ToolChoice.Mode.AUTO, false, null, null, null);
  }

  /// The same with other messages.
  public ChatRequest withMessages(List<ChatMessage> messages) {
    return new ChatRequest(
        messages, tools, toolChoice, jsonObject, temperature, maxTokens, listener);
  }

  /// The same with functions to call.
  public ChatRequest withTools(List<Tool> tools, ToolChoice choice) {
    return new ChatRequest(messages, tools, choice, jsonObject, temperature, maxTokens, listener);
  }

  /// The same, answered by one JSON object.
  public ChatRequest asJsonObject() {
    return new ChatRequest(messages, tools, toolChoice, true, temperature, maxTokens, listener);
  }

  /// The same at a temperature.
  public ChatRequest withTemperature(double temperature) {
    return new ChatRequest(
        messages, tools, toolChoice, jsonObject, temperature, maxTokens, listener);
  }

  /// The same with a bound on the answer's tokens.
  public ChatRequest withMaxTokens(int maxTokens) {
    return new ChatRequest(
        messages, tools, toolChoice, jsonObject, temperature, maxTokens, listener);
  }

  /// The same, heard by `listener`.
  public ChatRequest withListener(ChatListener listener) {
    return new ChatRequest(
        messages, tools, toolChoice, jsonObject, temperature, maxTokens, listener);
  }
}
