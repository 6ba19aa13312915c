package taskloom.server.net;

import java.time.Duration;

/// How many connections there may be and how long each may wait for its peer.
///
/// @param places connections at once; what comes beyond is told so, or asks after the health
/// @param head how long a request's head may take, the first one from the connection's opening
/// @param idle how long a connection may wait for its next request
/// @param gap how long a body may pause
/// @param stall how long a peer may leave one piece of an answer untaken
public record ConnectionLimits(
    int places, Duration head, Duration idle, Duration gap, Duration stall) {
  /// What an idle connection takes of the heap at most, mostly its thread's stack.
  private static final long BYTES_EACH = 24 << 10;

  /// What the server holds without connections.
  private static final long BYTES_AT_REST = 32 << 20;

  private static final int FEWEST = 16;

  /// As many places as asked for, as far as they and the server at rest take no more than half of
  /// the heap: nobody makes the process run out of it by connecting.
  ///
  /// @param heap the most bytes there may be of it
  public static int withinHeap(int places, long heap) {
    var room = (heap / 2 - BYTES_AT_REST) / BYTES_EACH;
    return (int) Math.min(places, Math.max(FEWEST, room));
  }

  /// The usual times.
  public static ConnectionLimits of(int places) {
    return new ConnectionLimits(
        places,
        Duration.ofSeconds(10),
        Duration.ofSeconds(75),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30));
  }

  /// Places beyond the others, each held for a moment: whoever comes when all are taken is told so,
  /// and a health check is answered.
  public int spare() {
    return Math.clamp(places / 10, 16, 256);
  }
}
