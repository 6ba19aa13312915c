package taskloom.server.ws;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks UTF-8 piece by piece, and tells at the first byte that cannot be part of it (RFC 3629,
/// section 4; table 3-7 of the Unicode Standard). Not thread-safe.
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int FIRST_CONTINUATION = 0x80;
  private static final int LAST_CONTINUATION = 0xBF;

  /// How many bytes the character at hand still needs, and the bounds of the next one: those of the
  /// second byte leave out what is too long, a surrogate, or past U+10FFFF.
  private int needed;

  private int least = FIRST_CONTINUATION;
  private int most = LAST_CONTINUATION;

  /// Whether what came so far, with these bytes, is the beginning of valid UTF-8.
  boolean accepts(byte[] bytes, int from, int to) {
    var at = from;
    while (at < to) {
      if (needed == 0) {
        at = skipAscii(bytes, at, to);
        if (at == to) {
          return true;
        }
      }
      var next = bytes[at++] & 0xFF;
      if (needed == 0) {
        if (!begins(next)) {
          return false;
        }
      } else if (next < least || next > most) {
        return false;
      } else {
        needed--;
        least = FIRST_CONTINUATION;
        most = LAST_CONTINUATION;
      }
    }
    return true;
  }

  /// Whether no character is left unfinished.
  boolean isComplete() {
    return needed == 0;
  }

  private boolean begins(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return false;
    }
    if (first < 0xE0) {
      needed = 1;
    } else if (first < 0xF0) {
      needed = 2;
      least = first == 0xE0 ? 0xA0 : FIRST_CONTINUATION;
      most = first == 0xED ? 0x9F : LAST_CONTINUATION;
    } else {
      needed = 3;
      least = first == 0xF0 ? 0x90 : FIRST_CONTINUATION;
      most = first == 0xF4 ? 0x8F : LAST_CONTINUATION;
    }
    return true;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    var at = from;
    while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }
}
