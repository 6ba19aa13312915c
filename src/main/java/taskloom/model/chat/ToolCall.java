package taskloom.model.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A function the model asks to have called.
///
/// @param id the call's id; its [ChatMessage.ToolResult] names it
/// @param name the function's name as the model wrote it: it may be unknown
/// @param arguments the arguments exactly as the model wrote them; [ToolArguments] reads them
/// @param more what else the provider sent with the call, such as a signature of the thoughts
///   behind it, in its place; providers want it back; not changed after it is handed over
public record ToolCall(String id, String name, String arguments, ObjectNode more) {
  /// A call with nothing else.
  public ToolCall(String id, String name, String arguments) {
    this(id, name, arguments, JsonNodeFactory.instance.objectNode());
  }
}
