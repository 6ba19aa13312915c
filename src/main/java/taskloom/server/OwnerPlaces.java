package taskloom.server;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// How many connections each owner has under way: open WebSockets, and requests being read or
/// answered. Where there are several owners none of them may take more than half of the places, so
/// that one who holds as many as can be leaves room for the others. Safe from any thread.
public final class OwnerPlaces {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final int share;
  private final ConcurrentHashMap<String, Integer> held = new ConcurrentHashMap<>();

  /// @param places of all owners together
  /// @param owners how many there are
  public OwnerPlaces(int places, int owners) {
    this.share = owners > 1 ? Math.max(1, places / 2) : places;
  }

  /// One connection more of this owner.
  ///
  /// @throws Refusal `UNAVAILABLE`, when it has its share
  public Place take(String owner) {
    var now = held.merge(owner, 1, Integer::sum);
    var place = new Place(owner);
    if (now > share) {
      place.close();
      throw Refusal.inBoth(
          ErrorCode.UNAVAILABLE,
          "您打开的连接过多，请先关闭一些",
          "You have too many connections open: close some first",
          RETRY_AFTER);
    }
    return place;
  }

  /// One connection's part of its owner's share; close it when the connection, or its request, has
  /// ended. For one thread at a time.
  public final class Place implements AutoCloseable {
    private @Nullable String owner;

    private Place(String owner) {
      this.owner = owner;
    }

    /// Gives it back; harmless when repeated.
    @Override
    public void close() {
      if (owner != null) {
        held.compute(owner, (_, count) -> count == null || count == 1 ? null : count - 1);
        owner = null;
      }
    }
  }
}
