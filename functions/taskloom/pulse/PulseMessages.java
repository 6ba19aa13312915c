package taskloom.pulse;

import taskloom.wire.ClientMessage;

/// Hands each message to its function. To add a message type: a record in [ClientMessage], its line
/// in [taskloom.wire.ClientMessages], a function here and its line below.
public record PulseMessages(
    SubmitTask submitTask,
    GetTaskStatus getTaskStatus,
    GetMyTasks getMyTasks,
    GetStats getStats,
    Ping ping,
    CancelTask cancelTask) {
  void handle(ClientMessage message, Client client) {
    switch (message) {
      case ClientMessage.SubmitTask submit -> submitTask.handle(submit, client);
      case ClientMessage.GetTaskStatus get -> getTaskStatus.handle(get, client);
      case ClientMessage.GetMyTasks get -> getMyTasks.handle(get, client);
      case ClientMessage.GetStats get -> getStats.handle(get, client);
      case ClientMessage.Ping beat -> ping.handle(beat, client);
      case ClientMessage.CancelTask cancel -> cancelTask.handle(cancel, client);
    }
  }
}
