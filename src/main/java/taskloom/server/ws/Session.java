package taskloom.server.ws;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One open connection, as endpoints see it: send, close. Safe from any thread.
public final class Session {
  private final Sessions sessions;
  private final Transport transport;
  private final String owner;
  private final Thread reader = Thread.currentThread();
  private final Outbox outbox;
  private final Vigil vigil = new Vigil();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean lagging;
  private volatile boolean failed;

  /// Made on the connection's reading thread.
  ///
  /// @param owner whom its memory counts for
  /// @param deflation how to compress, null for not at all
  Session(Sessions sessions, Transport transport, String owner, @Nullable Deflation deflation) {
    this.sessions = sessions;
    this.transport = transport;
    this.owner = owner;
    var limits = sessions.limits();
    this.outbox =
        new Outbox(
            transport,
            limits.outboxMessages(),
            limits.outboxBytes(),
            deflation,
            () -> sessions.memory().open(owner));
  }

  /// Sends a JSON text in UTF-8. On the connection's reading thread it is written at once where
  /// nothing else waits, or with the other answers to what arrived together; elsewhere this never
  /// blocks. A peer for whom there is no more room is closed with 1013.
  public void send(byte[] json) {
    send(Frame.text(json));
  }

  /// Closes with `code` and `reason` (at most 123 bytes in UTF-8) after what is queued. Never
  /// blocks; the first close counts.
  public void close(int code, String reason) {
    outbox.close(code, reason, false);
  }

  /// A request was taken whose reply comes later, from another thread; run what this gives once
  /// that reply was sent (again is harmless). Until then it has its place in the outbox: requests
  /// are taken only while there is room for their replies.
  public Runnable expectReply() {
    outbox.expectReply();
    var came = new AtomicBoolean();
    return () -> {
      if (came.compareAndSet(false, true)) {
        outbox.expectedReplyCame();
      }
    };
  }

  /// How many sessions there are on this server, this one included.
  public int openSessions() {
    return sessions.count();
  }

  void send(Frame frame) {
    var sent = reader.equals(Thread.currentThread()) ? outbox.writeNow(frame) : outbox.reply(frame);
    if (!sent) {
      overflow();
    }
  }

  /// Queues a frame that may be dropped, because its reader can pull it later; false when it was.
  boolean offer(Frame frame) {
    return outbox.offer(frame);
  }

  /// Whether frames were dropped and are not pulled yet: then a peer that does not read is not
  /// waited for long.
  void lagging(boolean lags) {
    lagging = lags;
  }

  boolean isLagging() {
    return lagging;
  }

  /// The peer reads too slowly for what waits for it: closes with 1013.
  void overflow() {
    sessions.countOverflow();
    outbox.close(
        CloseCodes.TRY_AGAIN_LATER, "Too slow; reconnect with your last seq as 'after'", true);
  }

  Outbox outbox() {
    return outbox;
  }

  String owner() {
    return owner;
  }

  Vigil vigil() {
    return vigil;
  }

  /// The peer has closed: answers that and waits until it is told. For the reading thread.
  void finish(int code) {
    outbox.close(code, "", true);
    outbox.awaitClosed();
  }

  /// The peer has broken the protocol: tells it after what it is still owed, and waits until it is
  /// told. For the reading thread.
  void fail(int code, String reason) {
    failed = true;
    outbox.close(code, reason, false);
    outbox.awaitClosed();
  }

  /// Whether there is no more to hear from this peer.
  boolean hasFailed() {
    return failed;
  }

  /// Ends the connection at once.
  void kill() {
    transport.kill();
  }

  /// The connection has ended: lets go of what waits; harmless when repeated.
  void end() {
    if (ended.compareAndSet(false, true)) {
      outbox.abandon();
      sessions.remove(this);
    }
  }
}
