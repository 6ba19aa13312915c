package taskloom.pulse;

import java.time.Clock;
import taskloom.engine.Hub;
import taskloom.server.ClientIds;
import taskloom.server.ws.Conversation;
import taskloom.server.ws.Log;
import taskloom.server.ws.Upgrade;
import taskloom.task.TaskStore;

/// `WS /ws?client_id=UUID&after=SEQ`: says who the client is, then answers its messages and pushes
/// its updates. A `client_id` this server issued to the same owner is resumed; with `after` the
/// updates past that cursor come first. Any other client gets a new id.
///
/// @param ids who is known
/// @param store for updates missed while away
/// @param hub for those to come
public record PulseEndpoint(
    PulseMessages messages, ClientIds ids, TaskStore store, Hub hub, Clock clock) {
  /// The endpoint's side of a connection that is about to be upgraded.
  public Conversation open(Upgrade upgrade) {
    var owner = upgrade.owner();
    var known = ids.known(upgrade.query().get("client_id"), owner);
    return new PulseConversation(
        this, known.orElseGet(() -> ids.issue(owner)), known.isPresent(), upgrade);
  }

  Log updates(String clientId) {
    return new Log.OfClient(store, hub, clientId);
  }
}
