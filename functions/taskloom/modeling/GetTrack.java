package taskloom.modeling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import taskloom.agents.AgentRole;
import taskloom.agents.TokenLedger;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;
import taskloom.task.TaskStore;
import taskloom.wire.Json;

/// `GET /track?task_id=`: tokens and cost by agent, while the task works and afterwards. An agent
/// that has used none is there with zeros.
public final class GetTrack implements OwnedHandler {
  private final Tasks tasks;
  private final TaskStore store;

  /// @param store keeps the ledgers
  public GetTrack(Tasks tasks, TaskStore store) {
    this.tasks = tasks;
    this.store = store;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var id = tasks.visible(caller, Params.queriedTaskId(request)).id();
    var ledger = TokenLedger.of(store.checkpoint(id, TokenLedger.CHECKPOINT).orElse(null));
    var used = ledger.toJson();
    var view = Json.mapper().createObjectNode().put("task_id", id);
    var usage = view.putObject("token_usage");
    for (var role : AgentRole.values()) {
      var account = used.path(role.wireName());
      usage.set(role.wireName(), account instanceof ObjectNode known ? known : nothing());
    }
    view.put("total_cost", ledger.totalCost());
    Answers.json(request, response, view);
  }

  private static ObjectNode nothing() {
    return Json.mapper()
        .createObjectNode()
        .put("prompt_tokens", 0)
        .put("completion_tokens", 0)
        .put("total_tokens", 0)
        .put("cost", 0);
  }
}
