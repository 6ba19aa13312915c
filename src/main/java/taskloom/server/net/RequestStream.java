package taskloom.server.net;

import io.helidon.webserver.CloseConnectionException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskloom.server.MemoryBudget;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What Helidon reads of a connection: one head at a time, whole and beyond doubt, then its body in
/// small pieces, and frames once the protocol has changed. Each piece is asked for when the one
/// before it is dealt with, so this is also where a connection's turn ends ([Turn]), whatever
/// becomes of its requests. For the connection's own thread.
final class RequestStream implements Supplier<byte @Nullable []> {
  /// Helidon's bounds of the first line and of the headers, and a little more: a longer head is
  /// handed on as it is, for Helidon to refuse.
  private static final int MAX_HEAD = (4 << 10) + (16 << 10) + 64;

  /// A head up to here is held without asking; the platform's own buffers are as large.
  private static final int FREE_HEAD = 8 << 10;

  private static final byte[] HTTP_1_0_HOST =
      "Host: localhost\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Peer peer;
  private final RawInput in;
  private final Turn turn;
  private final PieceSize piece = new PieceSize(Turn.SLICE);
  private long handedOn;
  private int seen;
  private long bodyLeft;
  private @Nullable ChunkedBody chunks;

  RequestStream(Peer peer, Turn turn) {
    this.peer = peer;
    this.turn = turn;
    this.in = new RawInput(peer::read);
  }

  @Override
  public byte @Nullable [] get() {
    var came = System.nanoTime();
    turn.next();
    try {
      if (peer.stage() == Stage.UPGRADE) {
        peer.enter(peer.hasSwitched() ? Stage.FRAMES : Stage.IDLE);
      }
      return switch (peer.stage()) {
        case IDLE, HEAD -> head();
        case BODY -> chunks == null ? body() : chunk(chunks);
        case UPGRADE, FRAMES -> frames(came);
        case LAST -> null;
      };
    } catch (Refusal refusal) {
      var ended = peer.refuse(refusal);
      peer.enter(Stage.LAST);
      throw ended;
    }
  }

  private byte @Nullable [] frames(long came) {
    if (handedOn != 0) {
      piece.took(came - handedOn);
    }
    if (in.available() == 0 && !in.fill()) {
      return null;
    }
    var bytes = in.take(Math.min(in.available(), piece.size()));
    handedOn = System.nanoTime();
    return bytes;
  }

  private byte[] body() {
    if (in.available() == 0 && !in.fill()) {
      throw gone();
    }
    var piece = in.take((int) Math.min(in.available(), bodyLeft));
    bodyLeft -= piece.length;
    if (bodyLeft == 0) {
      peer.enter(Stage.IDLE);
    }
    return piece;
  }

  private byte[] chunk(ChunkedBody body) {
    var piece = body.next();
    while (piece.length == 0) {
      if (!in.fill()) {
        throw gone();
      }
      piece = body.next();
    }
    if (body.hasEnded()) {
      chunks = null;
      peer.enter(Stage.IDLE);
    }
    return piece;
  }

  private byte @Nullable [] head() {
    MemoryBudget.@Nullable Lease lease = null;
    try {
      seen = 0;
      while (true) {
        if (in.available() > 0 && peer.stage() == Stage.IDLE) {
          peer.enter(Stage.HEAD);
        }
        var end = headEnd();
        if (end >= 0) {
          return entered(end);
        }
        if (in.available() > MAX_HEAD) {
          peer.enter(Stage.LAST);
          return in.take(in.available());
        }
        if (in.available() > FREE_HEAD) {
          lease = lease == null ? peer.lease() : lease;
          lease.add(in.available() - lease.bytes());
        }
        if (!in.fill()) {
          peer.enter(Stage.LAST);
          return null;
        }
      }
    } finally {
      if (lease != null) {
        lease.close();
      }
    }
  }

  /// Where the head ends, after its empty line; -1 when that has not come. One empty line before it
  /// is passed over (RFC 9112, 2.2).
  private int headEnd() {
    if (seen == 0
        && in.available() > 1
        && in.bytes()[in.from()] == '\r'
        && in.bytes()[in.from() + 1] == '\n') {
      in.skip(2);
      seen = 1;
    }
    var bytes = in.bytes();
    for (var i = in.from() + Math.max(0, seen - 1); i < in.to(); i++) {
      if (bytes[i] == '\n') {
        if (i == in.from() || bytes[i - 1] != '\r') {
          throw RequestHead.refused("Lines of a request's head end with CR LF");
        }
        if (i - in.from() == 1 || (i - in.from() > 2 && bytes[i - 2] == '\n')) {
          return i + 1;
        }
      }
    }
    seen = 1 + in.available();
    return -1;
  }

  /// A head is whole: says what comes after it, and hands it on.
  private byte[] entered(int end) {
    var head = RequestHead.parse(in.bytes(), in.from(), end);
    var health = head.target().startsWith("/observe/health");
    if (!health && !peer.hasPlace()) {
      throw new Refusal(
          ErrorCode.UNAVAILABLE,
          "All of this server's connections are taken; try again",
          Duration.ofSeconds(2));
    }
    peer.answersHead(head.forHead());
    var bytes = in.take(end - in.from());
    switch (head.body()) {
      case NONE -> peer.enter(head.upgrade() ? Stage.UPGRADE : Stage.IDLE);
      case LENGTH -> {
        bodyLeft = head.length();
        peer.enter(Stage.BODY);
      }
      case CHUNKED -> {
        chunks = new ChunkedBody(in);
        peer.enter(Stage.BODY);
      }
    }
    return health && head.http10() ? ofToday(bytes, head) : bytes;
  }

  /// A health check of HTTP/1.0, which proxies send, as one of HTTP/1.1 that closes.
  private static byte[] ofToday(byte[] bytes, RequestHead head) {
    var line = 0;
    while (bytes[line] != '\r') {
      line++;
    }
    bytes[line - 1] = '1';
    var host = head.hasHost() ? RawInput.NOTHING : HTTP_1_0_HOST;
    var added = new byte[bytes.length + CLOSE.length + host.length];
    System.arraycopy(bytes, 0, added, 0, line + 2);
    System.arraycopy(CLOSE, 0, added, line + 2, CLOSE.length);
    System.arraycopy(host, 0, added, line + 2 + CLOSE.length, host.length);
    System.arraycopy(
        bytes, line + 2, added, line + 2 + CLOSE.length + host.length, bytes.length - line - 2);
    return added;
  }

  private static CloseConnectionException gone() {
    return new CloseConnectionException("the peer left in the middle of a body");
  }
}
