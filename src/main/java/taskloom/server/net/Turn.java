package taskloom.server.net;

import java.util.concurrent.locks.LockSupport;

/// Lets others run. Virtual threads are not preempted: a connection whose next request has always
/// arrived already would keep its processor for good. After [#SLICE] without a wait it parks for a
/// moment, which puts it behind all that are ready to run ([Thread#yield] would not: a processor
/// with two such connections hands itself from one to the other). For the connection's own thread.
final class Turn {
  /// How long a connection may run on, in nanoseconds.
  private static final long SLICE = 500_000;

  /// A read that takes longer than this has waited, and others had their turn meanwhile.
  private static final long WAITED = 20_000;

  private long since = System.nanoTime();

  /// A read is over.
  ///
  /// @param began when it began ([System#nanoTime])
  void read(long began) {
    var now = System.nanoTime();
    if (now - began > WAITED) {
      since = now;
    }
  }

  /// The next piece of work is at hand.
  void next() {
    if (System.nanoTime() - since > SLICE) {
      LockSupport.parkNanos(1);
      since = System.nanoTime();
    }
  }
}
