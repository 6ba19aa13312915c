package taskloom.agents.chat;

import java.util.Map;
import taskloom.agents.AgentRole;
import taskloom.agents.Agents;

/// The four agents backed by a language model each.
public final class ChatAgents {
  private ChatAgents() {}

  /// Agents that keep no state between tasks and serve any number of them at once.
  ///
  /// @param models one for each role
  public static Agents of(Map<AgentRole, ChatModel> models, ChatLimits limits) {
    var prompts = new Prompts();
    return new Agents(
        model(models, AgentRole.WRITER).settings().model(),
        new ChatCoordinator(model(models, AgentRole.COORDINATOR), prompts, limits),
        new ChatModeler(model(models, AgentRole.MODELER), prompts, limits),
        new ChatCoder(model(models, AgentRole.CODER), prompts, limits),
        new ChatWriter(model(models, AgentRole.WRITER), prompts, limits));
  }

  private static ChatModel model(Map<AgentRole, ChatModel> models, AgentRole role) {
    var model = models.get(role);
    if (model == null) {
      throw new IllegalArgumentException("no model for " + role.wireName());
    }
    return model;
  }
}
