package taskloom.model.chat;

/// A function the model asks to have called.
///
/// @param id the call's id; its [ChatMessage.ToolResult] names it
/// @param name the function's name as the model wrote it: it may be unknown
/// @param arguments the arguments exactly as the model wrote them: JSON if all is well, else not
public record ToolCall(String id, String name, String arguments) {}
