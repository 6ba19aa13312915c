package taskloom.server.net;

/// How many bytes of frames are handed on at once: as many as take no longer than a turn to handle.
/// Sixty questions to the history fit into as many bytes as a hundred pings and take twenty times
/// as long. For one thread.
final class PieceSize {
  static final int MOST = 2 << 10;
  static final int LEAST = 32;

  private final long turn;
  private int size = MOST;

  /// @param turn how long handling a piece may take, in nanoseconds
  PieceSize(long turn) {
    this.turn = turn;
  }

  /// The size of the next piece.
  int size() {
    return size;
  }

  /// A piece has taken so long.
  void took(long nanos) {
    if (nanos > turn) {
      size = nanos > 8 * turn ? Math.max(LEAST, size / 8) : Math.max(LEAST, size / 2);
    } else if (nanos < turn / 4) {
      size = Math.min(MOST, 2 * size);
    }
  }
}
