package taskloom.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.IntSupplier;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.wire.ServerMessage;

/// `GET /stats`: the numbers of PulseWeave's `stats`, over all owners.
public final class GetStats implements OwnedHandler {
  private record View(
      @JsonProperty("active_connections") long activeConnections,
      @JsonProperty("total_tasks") long totalTasks,
      @JsonProperty("active_tasks") long activeTasks,
      @JsonProperty("completed_tasks") long completedTasks,
      @JsonProperty("failed_tasks") long failedTasks,
      @JsonProperty("queue_size") long queueSize) {
    static View of(ServerMessage.Stats stats) {
      return new View(
          stats.activeConnections(),
          stats.totalTasks(),
          stats.activeTasks(),
          stats.completedTasks(),
          stats.failedTasks(),
          stats.queueSize());
    }
  }

  private final Tasks tasks;
  private final IntSupplier connections;

  /// @param connections how many WebSocket connections there are
  public GetStats(Tasks tasks, IntSupplier connections) {
    this.tasks = tasks;
    this.connections = connections;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var stats = ServerMessage.Stats.of(connections.getAsInt(), tasks.totals());
    Answers.json(request, response, View.of(stats));
  }
}
