package taskloom.server.ws;

import java.time.Duration;

/// What the watchdog knows of one session: when something last came and went, and since when a
/// message has not got on. The connection's thread sets marks; the rest is for the watchdog's.
final class Vigil {
  /// What is to be done for a session.
  enum Verdict {
    NOTHING,
    /// Nothing came, or nothing went, for too long: a proxy between might end the connection, or
    /// the peer might be gone.
    PING,
    /// Pings were not answered.
    SILENT,
    /// A message has stopped in the middle.
    STUCK
  }

  /// Unanswered pings before a peer is taken for gone.
  private static final int PINGS = 2;

  private volatile boolean heard;
  private volatile long unfinished;

  private long heardAt = System.nanoTime();
  private long toldAt = heardAt;
  private long pingedAt = heardAt;
  private long progress;
  private long progressAt;

  /// Something came.
  void heard() {
    if (!heard) {
      heard = true;
    }
  }

  /// How far a message has come; 0 when none is under way.
  void unfinished(long mark) {
    if (mark != unfinished) {
      unfinished = mark;
    }
  }

  /// @param told whether something was written since the last look
  /// @param now [System#nanoTime]
  Verdict look(boolean told, Duration heartbeat, Duration stuck, long now) {
    if (heard) {
      heard = false;
      heardAt = now;
    }
    if (told) {
      toldAt = now;
    }
    var mark = unfinished;
    if (mark != progress) {
      progress = mark;
      progressAt = now;
    }
    var beat = heartbeat.toNanos();
    if (mark != 0 && now - progressAt >= stuck.toNanos()) {
      return Verdict.STUCK;
    }
    if (now - heardAt >= (PINGS + 1) * beat) {
      return Verdict.SILENT;
    }
    if ((now - heardAt >= beat || now - toldAt >= beat) && now - pingedAt >= beat) {
      pingedAt = now;
      return Verdict.PING;
    }
    return Verdict.NOTHING;
  }
}
