package taskloom.server.net;

import java.nio.charset.StandardCharsets;
import taskloom.task.Refusal;

/// A chunked body (RFC 9112, 7.1), read strictly and handed on in small chunks: the platform
/// collects each chunk whole before it gives any of it, and takes `+5`, `0x5` and what not for a
/// size. Extensions and trailers are dropped. For one thread.
final class ChunkedBody {
  private static final int MAX_LINE = 256;
  private static final int MAX_TRAILERS = 4 << 10;
  private static final int PIECE = 16 << 10;
  private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum Part {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS,
    ENDED
  }

  private final RawInput in;
  private Part part = Part.SIZE;
  private long left;
  private int trailers;

  ChunkedBody(RawInput in) {
    this.in = in;
  }

  boolean hasEnded() {
    return part == Part.ENDED;
  }

  /// The next piece, framed as a chunk; empty when more has to come first.
  ///
  /// @throws Refusal `INVALID_REQUEST`
  byte[] next() {
    while (true) {
      switch (part) {
        case SIZE -> {
          var end = lineEnd(MAX_LINE);
          if (end < 0) {
            return RawInput.NOTHING;
          }
          left = size(in.bytes(), in.from(), end);
          in.skip(end + 2 - in.from());
          part = left == 0 ? Part.TRAILERS : Part.DATA;
        }
        case DATA -> {
          if (in.available() == 0) {
            return RawInput.NOTHING;
          }
          var some = (int) Math.min(Math.min(in.available(), PIECE), left);
          left -= some;
          part = left == 0 ? Part.DATA_END : Part.DATA;
          return framed(some);
        }
        case DATA_END -> {
          var end = lineEnd(0);
          if (end < 0) {
            return RawInput.NOTHING;
          }
          in.skip(2);
          part = Part.SIZE;
        }
        case TRAILERS -> {
          var end = lineEnd(MAX_TRAILERS - trailers);
          if (end < 0) {
            return RawInput.NOTHING;
          }
          var length = end - in.from();
          if (length > 0) {
            RequestHead.requireHeader(in.bytes(), in.from(), end);
          } else {
            part = Part.ENDED;
          }
          trailers += length;
          in.skip(length + 2);
          if (length == 0) {
            return END;
          }
        }
        case ENDED -> throw new IllegalStateException("the body has ended");
      }
    }
  }

  /// Where the line at hand ends; -1 when its end has not come.
  private int lineEnd(int max) {
    for (var i = in.from(); i < in.to(); i++) {
      var each = in.bytes()[i];
      if (each == '\r') {
        if (i + 1 == in.to()) {
          return -1;
        }
        if (in.bytes()[i + 1] == '\n') {
          return i;
        }
      }
      if (i - in.from() >= max || (each >= 0 && each < ' ' && each != '\t') || each == 0x7f) {
        throw refused();
      }
    }
    return -1;
  }

  /// Hexadecimal digits and nothing else, up to the line's end or an extension.
  private static long size(byte[] bytes, int from, int end) {
    var size = 0L;
    var i = from;
    for (; i < end && bytes[i] != ';'; i++) {
      var digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      if (digit < 0 || i - from == 15) {
        throw refused();
      }
      size = 16 * size + digit;
    }
    if (i == from) {
      throw refused();
    }
    return size;
  }

  private byte[] framed(int length) {
    var head = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    var piece = new byte[head.length + length + 2];
    System.arraycopy(head, 0, piece, 0, head.length);
    System.arraycopy(in.bytes(), in.from(), piece, head.length, length);
    piece[piece.length - 2] = '\r';
    piece[piece.length - 1] = '\n';
    in.skip(length);
    return piece;
  }

  private static Refusal refused() {
    return RequestHead.refused(
        "A chunk is its size in hexadecimal digits, CR LF, so many bytes, CR LF");
  }
}
