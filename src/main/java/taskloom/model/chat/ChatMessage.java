package taskloom.model.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// One message of a conversation with the model.
public sealed interface ChatMessage {
  /// The text of the message.
  String content();

  /// What the model is to be and do (role `system`).
  record Instructions(String content) implements ChatMessage {}

  /// What it is asked.
  record User(String content) implements ChatMessage {}

  /// What it answered in an earlier turn.
  ///
  /// @param more what else the provider sent and may want back, by its own names, such as
  ///   `reasoning_content` or `extra_content`; not changed after it is handed over
  /// @param toolCalls every one of them must be answered by a [ToolResult] before the next turn
  record Assistant(String content, ObjectNode more, List<ToolCall> toolCalls)
      implements ChatMessage {
    /// Copies the list.
    public Assistant {
      toolCalls = List.copyOf(toolCalls);
    }

    /// An answer in words alone.
    public Assistant(String content) {
      this(content, JsonNodeFactory.instance.objectNode(), List.of());
    }
  }

  /// What a function it asked for gave.
  record ToolResult(String callId, String content) implements ChatMessage {}
}
