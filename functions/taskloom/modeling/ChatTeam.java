package taskloom.modeling;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import taskloom.agents.AgentRole;
import taskloom.agents.Agents;
import taskloom.agents.chat.ChatAgents;
import taskloom.agents.chat.ChatLimits;
import taskloom.agents.chat.ChatModel;
import taskloom.model.chat.ChatSettings;
import taskloom.model.chat.HttpChatClient;

/// The four chat-backed agents as the environment names their models; agents with the same model
/// share its client. Close it to close the clients' connections.
public final class ChatTeam implements AutoCloseable {
  private final Agents agents;
  private final Map<AgentRole, ChatModel> models;
  private final List<HttpChatClient> clients;

  private ChatTeam(Agents agents, Map<AgentRole, ChatModel> models, List<HttpChatClient> clients) {
    this.agents = agents;
    this.models = models;
    this.clients = clients;
  }

  /// The team, or empty when not every agent has a model: `TASKLOOM_MODEL_…` for all of them,
  /// `TASKLOOM_CODER_MODEL_…` and the like for one.
  ///
  /// @throws IllegalArgumentException as [ChatSettings#from]
  public static Optional<ChatTeam> from(
      Map<String, String> environment, ChatLimits limits, Clock clock) {
    var clients = new HashMap<ChatSettings, HttpChatClient>();
    var models = new EnumMap<AgentRole, ChatModel>(AgentRole.class);
    for (var role : AgentRole.values()) {
      var settings = ChatSettings.from(environment, role.word());
      if (settings.isEmpty()) {
        return Optional.empty();
      }
      var client = clients.computeIfAbsent(settings.get(), each -> new HttpChatClient(each, clock));
      models.put(role, new ChatModel(client, settings.get()));
    }
    return Optional.of(
        new ChatTeam(ChatAgents.of(models, limits), models, new ArrayList<>(clients.values())));
  }

  /// The agents; they keep no state between tasks.
  public Agents agents() {
    return agents;
  }

  /// The name of an agent's model.
  public String model(AgentRole role) {
    var model = models.get(role);
    return model == null ? "" : model.settings().model();
  }

  @Override
  public void close() {
    clients.forEach(HttpChatClient::close);
  }
}
