package taskloom.agents;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// What honest code printed, made to fit what the history takes of it: packed first, then cut in
/// the middle, the longest outputs most, with a mark that says so.
final class KeptCells {
  /// Bytes that the history takes as one piece.
  static final int MOST = 1_000_000;

  private static final int FIRST_CUT = 128 << 10;
  private static final int LAST_CUT = 128;

  /// Far more than any [#packed] piece unpacks to.
  private static final int MOST_UNPACKED = 256 << 20;

  private KeptCells() {}

  /// The bytes of a checkpoint with these cells: as they are, packed, or with the outputs cut;
  /// empty where even the code alone is too much.
  ///
  /// @param bytes of the checkpoint with given cells
  static byte @Nullable [] checkpoint(
      List<Cell> cells, CellWords words, Function<List<Cell>, byte[]> bytes) {
    var whole = bytes.apply(cells);
    if (whole.length <= MOST) {
      return whole;
    }
    var packed = packed(whole);
    for (var most = FIRST_CUT; packed.length > MOST && most >= LAST_CUT; most /= 2) {
      var cap = most;
      packed = packed(bytes.apply(cells.stream().map(cell -> cut(cell, cap, words)).toList()));
    }
    return packed.length > MOST ? null : packed;
  }

  /// A checkpoint's bytes as they were before they were packed.
  static byte[] unpacked(byte[] checkpoint) {
    if (checkpoint.length < 2 || checkpoint[0] != 0x1f || (checkpoint[1] & 0xff) != 0x8b) {
      return checkpoint;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(checkpoint))) {
      return in.readNBytes(MOST_UNPACKED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A cell whose message is no longer than the history takes.
  ///
  /// @param bytes of the message
  static Cell message(Cell cell, CellWords words, Function<Cell, Integer> bytes) {
    var fitting = cell;
    for (var most = FIRST_CUT; bytes.apply(fitting) > MOST && most >= LAST_CUT; most /= 2) {
      fitting = cut(cell, most, words);
    }
    return bytes.apply(fitting) <= MOST
        ? fitting
        : fitting.withCode(cut(cell.code(), FIRST_CUT, words));
  }

  private static Cell cut(Cell cell, int most, CellWords words) {
    var error = cell.error();
    return cell.showing(
        cut(cell.output(), most, words), error == null ? null : cut(error, most, words));
  }

  private static String cut(String text, int most, CellWords words) {
    if (text.length() <= most) {
      return text;
    }
    var head = most / 2;
    head -= Character.isHighSurrogate(text.charAt(head - 1)) ? 1 : 0;
    var tail = text.length() - most / 2;
    tail += Character.isLowSurrogate(text.charAt(tail)) ? 1 : 0;
    return text.substring(0, head) + "\n" + words.cut(tail - head) + "\n" + text.substring(tail);
  }

  private static byte[] packed(byte[] bytes) {
    var packed = new ByteArrayOutputStream(bytes.length / 4);
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
