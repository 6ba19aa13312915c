package taskloom.server.net;

import java.util.concurrent.atomic.AtomicBoolean;

/// Lets others run. Virtual threads are not preempted: a connection whose next request has always
/// arrived already would keep its processor for good. After [#SLICE] without a wait it is greedy,
/// and goes on only in turn with others of its kind ([Turns]), until it has to wait for its peer.
///
/// For the connection's own thread, except [#end].
final class Turn {
  /// How long a connection may run on, in nanoseconds.
  static final long SLICE = 500_000;

  /// A read that takes longer than this has waited, and others had their turn meanwhile.
  private static final long WAITED = 20_000;

  private final Turns turns;
  private final AtomicBoolean holding = new AtomicBoolean();
  private volatile long since = System.nanoTime();
  private boolean greedy;

  Turn(Turns turns) {
    this.turns = turns;
  }

  /// The next piece of work is at hand.
  void next() {
    if (System.nanoTime() - since > SLICE || (greedy && !holding.get())) {
      greedy = true;
      end();
      if (turns.take()) {
        holding.set(true);
      }
      since = System.nanoTime();
    }
  }

  /// A read is over.
  ///
  /// @param began when it began ([System#nanoTime])
  void read(long began) {
    var now = System.nanoTime();
    if (now - began > WAITED) {
      greedy = false;
      since = now;
    }
  }

  /// Whether it has had its turn for longer than any work takes: it must be waiting for something.
  boolean isStuck(long now, long nanos) {
    return holding.get() && now - since > nanos;
  }

  /// Gives its turn back, if it has one.
  void end() {
    if (holding.compareAndSet(true, false)) {
      turns.giveBack();
    }
  }
}
