package taskloom.server.ws;

import taskloom.task.Refusal;

/// One endpoint's side of one connection. All calls come from the connection's reading thread, one
/// after the other; what they throw is logged and answered by [#refused] with `INTERNAL`, and never
/// ends the connection.
public interface Conversation {
  /// The connection is open; called once, first.
  void opened(Session session);

  /// A whole text message arrived: `length` bytes of valid UTF-8, at most 1 MiB. The array is valid
  /// during the call only.
  void received(byte[] utf8, int offset, int length);

  /// Something arrived that is no such message; answer with the refusal. The connection stays
  /// usable.
  void refused(Refusal refusal);

  /// The connection has ended, however it did. Called once, last.
  default void ended() {}
}
