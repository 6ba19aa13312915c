package taskloom.server.ws;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import taskloom.server.MemoryBudget;

/// Inflates one compressed message (RFC 7692, section 7.2.2): nothing is kept from one to the next
/// but the [Window], and that only for clients that may need it. Not thread-safe.
final class Inflation implements AutoCloseable {
  /// What the sender has left out at the end of each message.
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  /// Short, so that whoever counts what comes out is asked before much has.
  private static final int PIECE = 8 << 10;

  /// Takes what comes out, piece by piece.
  interface Output {
    /// The next piece.
    ///
    /// @throws Violation when it is too much
    void accept(byte[] bytes, int from, int to);
  }

  /// What it holds, most of it outside of the heap: the window, the tables, the piece.
  private static final int HELD = 48 << 10;

  private final MemoryBudget.Lease memory;
  private final Window window;
  private final Inflater inflater = new Inflater(true);
  private final byte[] piece = new byte[PIECE];

  /// Inflates the same without the window, to see whether it is needed.
  private @Nullable Inflater alone;

  private Inflation(MemoryBudget.Lease memory, Window window) {
    this.memory = memory;
    this.window = window;
    if (window.isOnTrial()) {
      alone = new Inflater(true);
    }
    if (!window.isEmpty()) {
      inflater.setDictionary(window.bytes());
    }
  }

  /// For a message that begins.
  ///
  /// @throws taskloom.task.Refusal `UNAVAILABLE` when its owner has no memory for it
  static Inflation begin(MemoryBudget memory, String owner, Window window) {
    return new Inflation(memory.reserve(owner, window.isOnTrial() ? 2 * HELD : HELD), window);
  }

  /// Inflates the next part of a message.
  void accept(byte[] bytes, int from, int to, Output output) {
    tryAlone(bytes, from, to);
    try {
      inflate(
          inflater,
          bytes,
          from,
          to,
          (piece, start, end) -> {
            window.add(piece, start, end);
            output.accept(piece, start, end);
          });
    } catch (DataFormatException _) {
      throw new Violation(CloseCodes.INVALID_DATA, "Compressed data that does not inflate");
    }
  }

  /// Inflates the end of a message.
  void end(Output output) {
    accept(TAIL, 0, TAIL.length, output);
    if (alone != null) {
      window.wasNotNeeded();
    }
  }

  private void tryAlone(byte[] bytes, int from, int to) {
    if (alone == null) {
      return;
    }
    try {
      inflate(alone, bytes, from, to, (_, _, _) -> {});
    } catch (DataFormatException _) {
      window.isNeeded();
      alone.end();
      alone = null;
    }
  }

  private void inflate(Inflater inflater, byte[] bytes, int from, int to, Output output)
      throws DataFormatException {
    inflater.setInput(bytes, from, to - from);
    while (true) {
      var length = inflater.inflate(piece);
      if (length > 0) {
        output.accept(piece, 0, length);
      } else if (inflater.finished() && inflater.getRemaining() > 0) {
        // A block marked as the last one does not end the message (7.2.3.5).
        var left = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(bytes, to - left, left);
      } else if (inflater.needsDictionary()) {
        throw new DataFormatException();
      } else {
        return;
      }
    }
  }

  /// Lets go of the memory; harmless when repeated.
  @Override
  public void close() {
    inflater.end();
    if (alone != null) {
      alone.end();
    }
    memory.close();
  }
}
