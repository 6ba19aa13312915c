package taskloom.server.net;

/// Where a connection is in its conversation, by what it reads next.
enum Stage {
  /// A request that has not begun.
  IDLE,
  /// The rest of a request's head.
  HEAD,
  BODY,
  /// What follows a request for another protocol, which may be granted or not.
  UPGRADE,
  /// Another protocol, which has bounds of its own.
  FRAMES,
  /// Nothing.
  LAST
}
