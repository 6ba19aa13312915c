package taskloom.pulse;

import java.util.List;
import taskloom.engine.Tasks;
import taskloom.task.ClientTasks;
import taskloom.wire.ClientMessage;
import taskloom.wire.ServerMessage;

/// `get_my_tasks`: the client's tasks, newest first. As many as fit into a message that clients
/// take by default (Python's `websockets` refuses more than 1 MiB), and 1,000 at most; `more` says
/// that there are older ones.
public record GetMyTasks(Tasks tasks) {
  private static final int MAX_TASKS = 1_000;
  private static final int MAX_BYTES = 1_000_000;
  private static final int BYTES_BESIDE_OUTCOME = 250;

  void handle(ClientMessage.GetMyTasks message, Client client) {
    var newest = tasks.ofClient(client.caller(), MAX_TASKS, MAX_BYTES);
    var fitting = newest.tasks().subList(0, fitting(newest.tasks()));
    var more = newest.more() || fitting.size() < newest.tasks().size();
    client.reply(new ServerMessage.MyTasks(new ClientTasks(fitting, more)), message.requestId());
  }

  private static int fitting(List<ClientTasks.Item> newest) {
    var bytes = 0;
    var count = 0;
    while (count < newest.size()) {
      bytes += atMost(newest.get(count));
      if (bytes > MAX_BYTES) {
        break;
      }
      count++;
    }
    return count;
  }

  /// How long the task is on the wire, at most: an error's character may need an escape of six.
  private static int atMost(ClientTasks.Item task) {
    var result = task.result();
    var error = task.error();
    return BYTES_BESIDE_OUTCOME
        + (result == null ? 0 : result.length)
        + (error == null ? 0 : 6 * error.length());
  }
}
