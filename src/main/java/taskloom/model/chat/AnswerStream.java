package taskloom.model.chat;

import io.helidon.common.buffers.DataReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of an answer: server-sent events (WHATWG HTML, "Server-sent events", of which `data`
/// alone matters here), or one JSON object from a server that does not stream. Lines are cut from
/// bytes, so a character split over two reads stays whole. One thread.
final class AnswerStream {
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

  /// Helidon (4.5.0) makes an array as large as what is asked for, for each read, and a read gives
  /// at most a chunk, which is mostly one event.
  private static final int BUFFER = 1024;

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;
  private boolean afterCarriageReturn;
  private boolean torn;

  /// @param limit bytes of one event, or of the whole where it is no stream
  AnswerStream(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /// Whether the answer is a JSON object and no stream of events, whatever its content type says.
  boolean isJson() throws IOException {
    while (position < filled || fill()) {
      var b = buffer[position];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == '{';
      }
      position++;
    }
    return false;
  }

  /// Everything up to the end.
  byte[] all() throws IOException, TooLargeException {
    var out = new ByteArrayOutputStream();
    while (position < filled || fill()) {
      append(out, filled);
    }
    return out.toByteArray();
  }

  /// The data of the next event that has any, or null at the end.
  byte @Nullable [] nextData() throws IOException, TooLargeException {
    byte[] first = null;
    ByteArrayOutputStream all = null;
    for (var line = line(); line != null; line = line()) {
      if (line.length == 0) {
        if (first != null) {
          return all == null ? first : all.toByteArray();
        }
      } else if (startsWithData(line)) {
        var from = line.length > 5 && line[5] == ' ' ? 6 : 5;
        if (first == null) {
          first = Arrays.copyOfRange(line, from, line.length);
          continue;
        }
        if (all == null) {
          all = new ByteArrayOutputStream(2 * first.length + line.length);
          all.writeBytes(first);
        }
        all.write('\n');
        all.write(line, from, line.length - from);
        if (all.size() > limit) {
          throw new TooLargeException();
        }
      }
    }
    // The specification drops an event without its blank line; a server that forgets it is
    // forgiven, and one cut off in the middle of the data is noticed where that is parsed.
    return all == null ? first : all.toByteArray();
  }

  /// Whether the end came without the framing that announces it: a cut, a reset, a silence longer
  /// than the connection's read time-out, or a server that marks the end by closing.
  boolean torn() {
    return torn;
  }

  /// The next line without its end (`\n`, `\r\n` or `\r`), or null at the end.
  private byte @Nullable [] line() throws IOException, TooLargeException {
    ByteArrayOutputStream out = null;
    while (position < filled || fill()) {
      if (afterCarriageReturn) {
        afterCarriageReturn = false;
        if (buffer[position] == '\n') {
          position++;
          continue;
        }
      }
      var end = position;
      while (end < filled && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      if (out == null && end < filled && end - position <= limit) {
        // Most lines are whole in the buffer.
        return upTo(end, Arrays.copyOfRange(buffer, position, end));
      }
      out = out == null ? new ByteArrayOutputStream(256) : out;
      append(out, end);
      if (end < filled) {
        return upTo(end, out.toByteArray());
      }
    }
    return out != null && out.size() > 0 ? out.toByteArray() : null;
  }

  private byte[] upTo(int end, byte[] line) {
    afterCarriageReturn = buffer[end] == '\r';
    position = end + 1;
    return line;
  }

  private void append(ByteArrayOutputStream out, int end) throws TooLargeException {
    if (out.size() + (end - position) > limit) {
      throw new TooLargeException();
    }
    out.write(buffer, position, end - position);
    position = end;
  }

  private boolean fill() throws IOException {
    if (torn) {
      return false;
    }
    try {
      var count = in.read(buffer, 0, buffer.length);
      position = 0;
      filled = Math.max(0, count);
      return count > 0;
    } catch (DataReader.InsufficientDataAvailableException | UncheckedIOException _) {
      // The first is Helidon's way to say that the connection ended before the body was whole, and
      // also how the end of a body without length or chunks arrives.
      torn = true;
      position = 0;
      filled = 0;
      return false;
    }
  }

  private static boolean startsWithData(byte[] line) {
    return line.length >= 5 && Arrays.equals(line, 0, 5, DATA, 0, 5);
  }

  /// More than the bound.
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("answer too large", null, false, false);
    }
  }
}
