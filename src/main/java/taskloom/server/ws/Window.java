package taskloom.server.ws;

import java.util.Arrays;
import taskloom.server.MemoryBudget;
import taskloom.task.Refusal;

/// The end of what a client has sent compressed. The answer to its offer tells it to begin each
/// message anew, yet clients that did not offer so themselves (Jetty's, Tornado's) go on from the
/// last one. So the end is kept until a few messages were seen to do without it, and then no more;
/// for a client that needed it, as long as it is connected. Not thread-safe.
final class Window implements AutoCloseable {
  private static final int SIZE = 32 << 10;

  /// So many messages in a row that refer to nothing before them are no accident: all begin alike.
  private static final int ENOUGH = 3;

  private final MemoryBudget memory;
  private final MemoryBudget.Lease lease;
  private byte[] bytes = {};
  private int length;
  private int independent;
  private boolean needed;
  private boolean closed;

  Window(MemoryBudget memory, String owner) {
    this.memory = memory;
    this.lease = memory.open(owner);
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Whether it is yet to be seen if the client refers to it.
  boolean isOnTrial() {
    return length > 0 && !needed;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  void isNeeded() {
    needed = true;
  }

  /// A message was read that did without it.
  void wasNotNeeded() {
    independent++;
    if (independent == ENOUGH) {
      close();
    }
  }

  /// Appends what came out of a message.
  void add(byte[] from, int start, int end) {
    if (closed) {
      return;
    }
    var more = Math.min(SIZE, end - start);
    var kept = Math.min(length, SIZE - more);
    if (kept + more > bytes.length && !grow(kept + more)) {
      close();
      return;
    }
    System.arraycopy(bytes, length - kept, bytes, 0, kept);
    System.arraycopy(from, end - more, bytes, kept, more);
    length = kept + more;
  }

  /// Idle connections must leave room for messages.
  private boolean grow(int size) {
    var grown = Math.min(SIZE, Math.max(size, 2 * bytes.length));
    if (!needed && !memory.hasRoom()) {
      return false;
    }
    try {
      lease.add(grown - bytes.length);
    } catch (Refusal _) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, grown);
    return true;
  }

  /// Forgets it for good; harmless when repeated.
  @Override
  public void close() {
    closed = true;
    needed = false;
    bytes = new byte[0];
    length = 0;
    lease.close();
  }
}
