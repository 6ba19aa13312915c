package taskloom.model.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import taskloom.task.TokenUsage;

/// The model's whole answer.
///
/// @param content the answer in words, may be empty
/// @param reasoning what it thought before, empty where the provider does not tell
/// @param more what the provider may want back with this answer, by its own names
/// @param usage tokens as the provider counted them
/// @param usageEstimated true when it did not, and `usage` is reckoned from the texts' lengths
public record ChatReply(
    String content,
    String reasoning,
    ObjectNode more,
    List<ToolCall> toolCalls,
    FinishReason finishReason,
    TokenUsage usage,
    boolean usageEstimated) {

  /// Copies the list.
  public ChatReply {
    toolCalls = List.copyOf(toolCalls);
  }

  /// Why the model stopped.
  public enum FinishReason {
    /// It had said everything.
    STOP,
    /// The bound on tokens cut it off.
    LENGTH,
    /// It waits for its function calls.
    TOOL_CALLS,
    /// The provider withheld the rest.
    CONTENT_FILTER,
    /// A reason this client does not know.
    OTHER
  }

  /// This answer as a message for the next turn.
  public ChatMessage.Assistant asMessage() {
    return new ChatMessage.Assistant(content, more, toolCalls);
  }
}
