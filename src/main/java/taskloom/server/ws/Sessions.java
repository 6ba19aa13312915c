package taskloom.server.ws;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import taskloom.server.MemoryBudget;

/// All open sessions, and the watchdog over them: one thread that ends those whose peer does not
/// read, does not close or stops in the middle of a message, pings the silent ones (proxies end a
/// connection that is silent for a minute), and ends those that do not answer. Safe from any
/// thread.
public final class Sessions implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Sessions.class.getName());
  private static final Duration ROUND = Duration.ofMillis(500);

  /// How long a peer that broke the protocol has to read why.
  private static final Duration LINGER = Duration.ofMillis(300);

  private static final byte[] NOTHING = {};

  private final SessionLimits limits;
  private final MemoryBudget memory;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong overflows = new AtomicLong();
  private final ScheduledThreadPoolExecutor watchdog;
  private volatile boolean stopping;

  /// Starts the watchdog.
  ///
  /// @param memory what unfinished messages and unread answers count against
  public Sessions(SessionLimits limits, MemoryBudget memory) {
    this.limits = limits;
    this.memory = memory;
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

  SessionLimits limits() {
    return limits;
  }

  MemoryBudget memory() {
    return memory;
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
    for (var session : open) {
      try {
        look(session, now);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "the watchdog failed at a session", e);
      }
    }
  }

  private void look(Session session, long now) {
    var outbox = session.outbox();
    if (!outbox.isOpen()) {
      if (past(outbox.closeSentAt(), session.hasFailed() ? LINGER : limits.closing(), now)
          || past(outbox.writeSince(), limits.closing(), now)) {
        session.kill();
      }
    } else if (past(
        outbox.writeSince(), session.isLagging() ? limits.slow() : limits.stalled(), now)) {
      session.overflow();
    } else {
      switch (session
          .vigil()
          .look(outbox.takeWrote(), limits.heartbeat(), limits.unfinished(), now)) {
        case NOTHING -> {}
        case PING -> {
          var _ = session.offer(Frame.ping(NOTHING));
        }
        case SILENT -> session.close(CloseCodes.POLICY_VIOLATION, "No answer to pings");
        case STUCK -> session.close(CloseCodes.POLICY_VIOLATION, "A message came to a halt");
      }
    }
  }

  private static boolean past(long since, Duration limit, long now) {
    return since != 0 && now - since >= limit.toNanos();
  }
}
