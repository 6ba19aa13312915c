package taskloom.server.ws;

import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Hub;
import taskloom.engine.Published;

/// A session's place in a [Log]: any stored events after its cursor, then live ones, in order, none
/// lost and none twice.
///
/// While it is **behind**, live events are not queued; only how far they go (`head`) is remembered,
/// and the session's writer pulls pages from the store up to there, at the speed of the socket.
/// Once the cursor has reached the head it is **live**: events are queued as they are published. It
/// falls behind again where an event finds no room in the queue or does not follow the one before.
///
/// Pages end at the published head, not at the newest stored event: a direct reply is queued before
/// the events of its own change are published, so it is also sent before them.
public final class Tail implements Hub.Subscriber, Outbox.Source, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Tail.class.getName());
  private static final int PAGE = 64;
  private static final long UNKNOWN = -1;

  private final Log log;
  private final Session session;
  private Hub.@Nullable Subscription subscription;
  private long cursor = UNKNOWN;
  private long head;
  private boolean live;
  private boolean mayBeOver;

  private Tail(Log log, Session session) {
    this.log = log;
    this.session = session;
  }

  /// Follows the log after the cursor, or live only where there is none. Called once for a session,
  /// on its reading thread; reads the store. A cursor past the newest event counts as the newest.
  public static Tail follow(Log log, Session session, Optional<Long> after) {
    var tail = new Tail(log, session);
    session.outbox().source(tail);
    // Complete before it subscribes: events may be published from then on.
    tail.live = after.isEmpty();
    tail.cursor = after.orElse(UNKNOWN);
    tail.subscription = log.subscribe(tail);
    if (after.isPresent()) {
      tail.catchUp(log.newest());
    }
    return tail;
  }

  @Override
  public void published(Published event) {
    synchronized (this) {
      var seq = log.seq(event.event());
      if (!live) {
        head = Math.max(head, seq);
      } else if (cursor != UNKNOWN && seq <= cursor) {
        return;
      } else if (cursor == UNKNOWN || seq == cursor + 1) {
        if (session.offer(Frame.text(log.frame(event)))) {
          cursor = seq;
          if (!log.mayBeLast(event.event())) {
            return;
          }
          mayBeOver = true;
        } else {
          session.lagging(true);
          cursor = seq - 1;
          fallBehind(seq);
        }
      } else {
        fallBehind(seq);
      }
    }
    session.outbox().wake();
  }

  @Override
  public void deleted() {
    session.close(CloseCodes.NORMAL, "The task was deleted");
  }

  @Override
  public synchronized long mark() {
    return head;
  }

  @Override
  public List<Frame> pull(long mark) {
    try {
      var frames = page(mark);
      if (frames.isEmpty()) {
        endIfOver();
      }
      return frames;
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "stored events could not be read", e);
      session.close(CloseCodes.INTERNAL_ERROR, "The server failed; reconnect with your last seq");
      return List.of();
    }
  }

  @Override
  public void close() {
    if (subscription != null) {
      subscription.close();
    }
  }

  private void catchUp(long newest) {
    synchronized (this) {
      head = Math.max(head, newest);
      cursor = Math.min(cursor, head);
      turnLiveIfCaughtUp();
    }
    session.outbox().wake();
  }

  private List<Frame> page(long mark) {
    long from;
    synchronized (this) {
      if (live || cursor >= mark) {
        return List.of();
      }
      from = cursor;
    }
    var events = log.read(from, mark, PAGE);
    synchronized (this) {
      if (!events.isEmpty()) {
        cursor = log.seq(events.getLast());
      }
      if (events.size() < PAGE) {
        // There is no more up to the mark; where events are missing their task was deleted.
        cursor = Math.max(cursor, mark);
      }
      turnLiveIfCaughtUp();
    }
    return events.stream().map(event -> Frame.text(log.frame(new Published(event)))).toList();
  }

  private void endIfOver() {
    long at;
    synchronized (this) {
      if (!mayBeOver) {
        return;
      }
      mayBeOver = false;
      at = cursor;
    }
    if (log.isOver()) {
      var newest = log.newest();
      if (at >= newest) {
        session.close(CloseCodes.NORMAL, "The task has ended");
      } else {
        // The last events are stored and about to be published.
        synchronized (this) {
          fallBehind(newest);
          mayBeOver = true;
        }
        session.outbox().wake();
      }
    }
  }

  private void fallBehind(long seq) {
    live = false;
    head = Math.max(head, seq);
  }

  private void turnLiveIfCaughtUp() {
    if (cursor >= head) {
      live = true;
      mayBeOver = true;
      session.lagging(false);
    }
  }
}
