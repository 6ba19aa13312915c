package taskloom.server.ws;

/// Where a session's bytes go. Called by one thread at a time, except [#kill].
interface Transport {
  /// Writes `length` bytes; blocks while the peer does not read.
  ///
  /// @throws RuntimeException when the connection is gone
  void write(byte[] bytes, int offset, int length);

  /// Ends the connection at once; a blocked write or read fails. Harmless when repeated; from any
  /// thread.
  void kill();
}
