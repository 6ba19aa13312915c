package taskloom.server.net;

import io.helidon.webserver.ConnectionContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import taskloom.server.MemoryBudget;

/// Who is connected, and the watchdog over them, on a thread of its own: it ends connections that
/// keep the server waiting.
///
/// Where all places are taken, those that wait longest for a request nobody sends make room. Where
/// none does, who comes is a visitor: it is answered when it asks after the server's health, and
/// told that the server is full when it asks for anything else. Silent visitors push each other
/// out. So nobody keeps a health check away by holding connections. Safe from any thread.
public final class Places implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Places.class.getName());
  private static final Duration ROUND = Duration.ofMillis(500);

  /// A connection that has waited for less is not asked to make room.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final Duration STUCK = Duration.ofMillis(50);

  private static final int CANDIDATES = 1_024;

  private final ConnectionLimits limits;
  private final MemoryBudget budget;
  private final Turns turns = new Turns();
  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();
  private final Queue<Peer> quiet = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Peer> visitors = new ConcurrentLinkedDeque<>();
  private final AtomicInteger visiting = new AtomicInteger();
  private final ScheduledThreadPoolExecutor watchdog;

  /// Starts the watchdog.
  ///
  /// @param budget what heads may take of the heap
  public Places(ConnectionLimits limits, MemoryBudget budget) {
    this.limits = limits;
    this.budget = budget;
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("connection-watchdog").factory());
    var _ =
        watchdog.scheduleWithFixedDelay(
            this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// How many connections there are.
  public int count() {
    return peers.size();
  }

  /// The bounds.
  public ConnectionLimits limits() {
    return limits;
  }

  MemoryBudget budget() {
    return budget;
  }

  Turns turns() {
    return turns;
  }

  /// Takes in a connection; [#leave] ends it.
  Peer arrive(ConnectionContext connection) {
    var peer = new Peer(connection, this);
    peers.add(peer);
    if (!take(peer)) {
      visitors.add(peer);
      if (visiting.incrementAndGet() > limits.spare() / 2) {
        var oldest = visitors.poll();
        if (oldest != null) {
          visiting.decrementAndGet();
          oldest.letGo();
        }
      }
    }
    return peer;
  }

  void leave(Peer peer) {
    peers.remove(peer);
    peer.turn().end();
    if (peer.unseat()) {
      taken.decrementAndGet();
    }
    if (visitors.remove(peer)) {
      visiting.decrementAndGet();
    }
  }

  /// Gives the peer a place: a free one, or that of another who waits for nothing.
  boolean take(Peer peer) {
    if (taken.incrementAndGet() <= limits.places()) {
      peer.seat();
      return true;
    }
    taken.decrementAndGet();
    var since = System.nanoTime() - QUIET.toNanos();
    for (var other = quiet.poll(); other != null; other = quiet.poll()) {
      if (other != peer && other.waitsSince(since) && other.unseat()) {
        other.kill();
        peer.seat();
        return true;
      }
    }
    return false;
  }

  private void round() {
    try {
      var now = System.nanoTime();
      for (var peer : peers) {
        if (peer.isLate(now, limits)) {
          peer.kill();
        }
        if (peer.turn().isStuck(now, STUCK.toNanos())) {
          peer.turn().end();
        }
      }
      quiet.clear();
      if (taken.get() > limits.places() - limits.places() / 10 - 1) {
        var since = now - QUIET.toNanos();
        peers.stream()
            .filter(peer -> peer.waitsSince(since))
            .sorted(Comparator.comparingLong(peer -> peer.waitingSince() - now))
            .limit(CANDIDATES)
            .forEach(quiet::add);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "connections could not be looked through", e);
    }
  }

  /// Ends the watchdog.
  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
