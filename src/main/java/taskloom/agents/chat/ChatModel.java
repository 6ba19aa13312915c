package taskloom.agents.chat;

import java.math.BigDecimal;
import taskloom.model.chat.ChatClient;
import taskloom.model.chat.ChatSettings;
import taskloom.task.TokenUsage;

/// One agent's model and what it costs.
public record ChatModel(ChatClient client, ChatSettings settings) {
  BigDecimal cost(TokenUsage usage) {
    return settings.cost(usage).orElse(BigDecimal.ZERO);
  }
}
