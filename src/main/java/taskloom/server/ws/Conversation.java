package taskloom.server.ws;

import taskloom.task.Refusal;

/// One endpoint's side of one connection. All calls but [#ended] come from the connection's reading
/// thread, one after the other; what they throw is logged and answered by [#refused] with
/// `INTERNAL`, and never ends the connection.
public interface Conversation {
  /// The connection is open; called once, first.
  void opened(Session session);

  /// A whole text message arrived, at most 1 MiB, its UTF-8 sound.
  void received(String text);

  /// Something arrived that is no such message; answer with the refusal. The connection stays
  /// usable.
  void refused(Refusal refusal);

  /// The connection has ended, however it did. Called once, from any thread; quick.
  default void ended() {}
}
