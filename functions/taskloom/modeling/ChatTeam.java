package taskloom.modeling;

import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import taskloom.agents.AgentRole;
import taskloom.agents.Agents;
import taskloom.agents.chat.ChatAgents;
import taskloom.agents.chat.ChatLimits;
import taskloom.agents.chat.ChatModel;
import taskloom.model.chat.ChatMetrics;
import taskloom.model.chat.ChatSettings;
import taskloom.model.chat.HttpChatClient;

/// The four chat-backed agents as the environment names their models; agents with the same model
/// share its connections, turns and circuit breaker. Close it to close the connections.
public final class ChatTeam implements AutoCloseable {
  private final Agents agents;
  private final Map<AgentRole, HttpChatClient> clients;

  private ChatTeam(Agents agents, Map<AgentRole, HttpChatClient> clients) {
    this.agents = agents;
    this.clients = clients;
  }

  /// The team, or empty when not every agent has a model: `TASKLOOM_MODEL_…` for all of them,
  /// `TASKLOOM_CODER_MODEL_…` and the like for one.
  ///
  /// @throws IllegalArgumentException as [ChatSettings#from]
  public static Optional<ChatTeam> from(
      Map<String, String> environment, ChatLimits limits, Clock clock) {
    var firsts = new HashMap<ChatSettings, HttpChatClient>();
    var clients = new EnumMap<AgentRole, HttpChatClient>(AgentRole.class);
    var models = new EnumMap<AgentRole, ChatModel>(AgentRole.class);
    for (var role : AgentRole.values()) {
      var settings = ChatSettings.from(environment, role.word());
      if (settings.isEmpty()) {
        return Optional.empty();
      }
      var first = firsts.computeIfAbsent(settings.get(), each -> new HttpChatClient(each, clock));
      var client = first.sharing();
      clients.put(role, client);
      models.put(role, new ChatModel(client, settings.get()));
    }
    return Optional.of(new ChatTeam(ChatAgents.of(models, limits), clients));
  }

  /// The agents; they keep no state between tasks.
  public Agents agents() {
    return agents;
  }

  /// The name of an agent's model.
  public String model(AgentRole role) {
    var client = clients.get(role);
    return client == null ? "" : client.settings().model();
  }

  /// What each agent's calls come to.
  public Map<AgentRole, ChatMetrics> metrics() {
    var metrics = new EnumMap<AgentRole, ChatMetrics>(AgentRole.class);
    clients.forEach((role, client) -> metrics.put(role, client.metrics()));
    return metrics;
  }

  @Override
  public void close() {
    clients.values().forEach(HttpChatClient::close);
  }
}
