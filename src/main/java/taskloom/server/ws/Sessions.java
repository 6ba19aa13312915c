package taskloom.server.ws;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/// All open sessions, and the watchdog over them: one thread that lets go of connections that
/// vanished, ends those whose peer does not read or does not close, and pings the silent ones
/// (Helidon ends a connection it has heard nothing from for five minutes). Safe from any thread.
public final class Sessions implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Sessions.class.getName());
  private static final Duration ROUND = Duration.ofMillis(500);

  private final SessionLimits limits;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private final Handshakes handshakes = new Handshakes();
  private final AtomicLong overflows = new AtomicLong();
  private final ScheduledThreadPoolExecutor watchdog;
  private volatile boolean stopping;
  private long lastHeartbeat = System.nanoTime();

  /// Starts the watchdog.
  public Sessions(SessionLimits limits) {
    this.limits = limits;
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("session-watchdog").factory());
    var _ =
        watchdog.scheduleWithFixedDelay(
            this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// How many there are.
  public int count() {
    return open.size();
  }

  /// How many were closed for reading too slowly since the start.
  public long overflows() {
    return overflows.get();
  }

  /// Closes every session with 1001, and every one that still comes. Does not wait.
  public void goAway() {
    stopping = true;
    open.forEach(Sessions::goAway);
  }

  /// Ends the watchdog.
  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  /// Hears of requests whose headers begin and end.
  Handshakes handshakes() {
    return handshakes;
  }

  SessionLimits limits() {
    return limits;
  }

  void add(Session session) {
    open.add(session);
    if (stopping) {
      goAway(session);
    }
  }

  void remove(Session session) {
    open.remove(session);
  }

  void countOverflow() {
    overflows.incrementAndGet();
  }

  private static void goAway(Session session) {
    session.close(CloseCodes.GOING_AWAY, "The server stops");
  }

  private void round() {
    var now = System.nanoTime();
    handshakes.endThoseBefore(now - limits.handshake().toNanos());
    var heartbeat = now - lastHeartbeat >= limits.heartbeat().toNanos();
    if (heartbeat) {
      lastHeartbeat = now;
    }
    for (var session : open) {
      try {
        look(session, now, heartbeat);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "the watchdog failed at a session", e);
      }
    }
  }

  private void look(Session session, long now, boolean heartbeat) {
    var outbox = session.outbox();
    if (session.hasVanished()) {
      session.end();
    } else if (!outbox.isOpen()) {
      if (past(outbox.closeSentAt(), limits.closing(), now)
          || past(outbox.writeSince(), limits.closing(), now)) {
        session.kill();
      }
    } else if (past(
        outbox.writeSince(), session.isLagging() ? limits.slow() : limits.stalled(), now)) {
      session.overflow();
    } else if (heartbeat && !session.takeHeard()) {
      var _ = session.offer(Frame.ping());
    }
  }

  private static boolean past(long since, Duration limit, long now) {
    return since != 0 && now - since >= limit.toNanos();
  }
}
