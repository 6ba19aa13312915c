package taskloom.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
  /// @param reasoning its `reasoning_content`, handed back where the provider wants it, else null
  /// @param toolCalls every one of them must be answered by a [ToolResult] before the next turn
  record Assistant(String content, @Nullable String reasoning, List<ToolCall> toolCalls)
      implements ChatMessage {
    /// Copies the list.
    public Assistant {
      toolCalls = List.copyOf(toolCalls);
    }

    /// An answer in words alone.
    public Assistant(String content) {
      this(content, null, List.of());
    }
  }

  /// What a function it asked for gave.
  record ToolResult(String callId, String content) implements ChatMessage {}
}
