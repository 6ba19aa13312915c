package taskloom.server.ws;

import java.util.concurrent.atomic.AtomicBoolean;

/// One open connection, as endpoints see it: send, close. Safe from any thread.
public final class Session {
  private final Sessions sessions;
  private final Transport transport;
  private final Thread reader;
  private final Conversation conversation;
  private final Outbox outbox;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean heard;
  private volatile boolean lagging;

  /// Made on the connection's reading thread.
  Session(Sessions sessions, Transport transport, Conversation conversation, Outbox outbox) {
    this.sessions = sessions;
    this.transport = transport;
    this.reader = Thread.currentThread();
    this.conversation = conversation;
    this.outbox = outbox;
  }

  /// Sends a JSON text in UTF-8. On the connection's reading thread it is written at once where
  /// nothing else waits; elsewhere this never blocks. A peer for whom there is no more room is
  /// closed with 1013.
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

  /// A frame came from the peer.
  void heard() {
    heard = true;
  }

  /// Whether a frame has come since this was asked last.
  boolean takeHeard() {
    var was = heard;
    heard = false;
    return was;
  }

  /// Whether the connection has ended without a word: Helidon tells no one, but its thread ends.
  boolean hasVanished() {
    return !reader.isAlive();
  }

  /// Ends the connection at once.
  void kill() {
    transport.kill();
  }

  /// The connection has ended: lets go of everything; harmless when repeated.
  void end() {
    if (ended.compareAndSet(false, true)) {
      outbox.abandon();
      sessions.remove(this);
      conversation.ended();
    }
  }
}
