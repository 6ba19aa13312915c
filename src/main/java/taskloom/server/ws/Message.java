package taskloom.server.ws;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import taskloom.server.MemoryBudget;

/// The part of a message that has arrived so far. It grows with what came, whatever length was
/// announced, and counts against its owner's memory once it is long. Not thread-safe.
final class Message {
  /// What is held for a moment only by nearly every message is not worth counting.
  private static final int UNCOUNTED = 4 << 10;

  private static final byte[] NOTHING = {};

  private final MemoryBudget memory;
  private final String owner;
  private MemoryBudget.@Nullable Lease lease;
  private byte[] bytes = NOTHING;
  private int length;

  Message(MemoryBudget memory, String owner) {
    this.memory = memory;
    this.owner = owner;
  }

  /// @throws taskloom.task.Refusal `UNAVAILABLE` when there is no memory for it; then it holds what
  ///   it held
  void add(byte[] more, int from, int to) {
    var needed = length + to - from;
    if (needed > bytes.length) {
      grow(Math.max(needed, Math.min(2 * bytes.length, FrameReader.MAX_MESSAGE)));
    }
    System.arraycopy(more, from, bytes, length, to - from);
    length = needed;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Lets go of it.
  void clear() {
    bytes = NOTHING;
    length = 0;
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  private void grow(int size) {
    if (size > UNCOUNTED) {
      if (lease == null) {
        lease = memory.open(owner);
      }
      lease.add(size - lease.bytes());
    }
    bytes = Arrays.copyOf(bytes, size);
  }
}
