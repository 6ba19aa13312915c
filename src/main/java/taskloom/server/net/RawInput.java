package taskloom.server.net;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What has come from a peer and is not taken yet, in one array. Keeps nothing while it is empty.
/// For one thread.
final class RawInput {
  static final byte[] NOTHING = {};

  private final Supplier<byte @Nullable []> source;
  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  /// @param source blocks for what comes next; null at the end
  RawInput(Supplier<byte @Nullable []> source) {
    this.source = source;
  }

  int available() {
    return to - from;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /// Waits for more; false at the end.
  boolean fill() {
    var more = source.get();
    if (more == null) {
      return false;
    }
    if (from == to) {
      bytes = more;
      from = 0;
      to = more.length;
    } else {
      var held = to - from;
      var joined = Arrays.copyOfRange(bytes, from, from + held + more.length);
      System.arraycopy(more, 0, joined, held, more.length);
      bytes = joined;
      from = 0;
      to = joined.length;
    }
    return true;
  }

  /// Takes the first `count` bytes.
  byte[] take(int count) {
    // The whole array needs no copy.
    var taken =
        from == 0 && count == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + count);
    skip(count);
    return taken;
  }

  void skip(int count) {
    from += count;
    if (from == to) {
      bytes = NOTHING;
      from = 0;
      to = 0;
    }
  }
}
