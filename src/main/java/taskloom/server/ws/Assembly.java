package taskloom.server.ws;

import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.wire.Texts;

/// Puts the fragments of a text message together, up to [#MAX_BYTES] in UTF-8. What is longer is
/// refused once, as soon as that is known, and dropped up to its end. Not thread-safe.
final class Assembly {
  /// The longest message.
  static final int MAX_BYTES = 1 << 20;

  private @Nullable StringBuilder fragments;
  private int bytes;
  private boolean dropping;

  /// The next fragment. Returns the whole message when it is the last one, else null.
  ///
  /// @throws Refusal `PAYLOAD_TOO_LARGE`, or `INVALID_UTF8` where the transport had to mend the
  ///   text
  @Nullable String add(String fragment, boolean last) {
    if (dropping) {
      dropping = !last;
      return null;
    }
    bytes += utf8Length(fragment);
    if (bytes > MAX_BYTES) {
      reset();
      dropping = !last;
      throw new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "消息最长 %d 字节".formatted(MAX_BYTES));
    }
    if (!last) {
      if (fragments == null) {
        fragments = new StringBuilder(fragment.length());
      }
      fragments.append(fragment);
      return null;
    }
    var whole = fragments == null ? fragment : fragments.append(fragment).toString();
    reset();
    if (Texts.isMended(whole)) {
      throw new Refusal(ErrorCode.INVALID_UTF8, "文本不是有效的UTF-8，或一个字符被拆到了两个分片中");
    }
    return whole;
  }

  private void reset() {
    fragments = null;
    bytes = 0;
  }

  /// Exact, but for text that was mended: then an upper bound or close to it.
  private static int utf8Length(String text) {
    var length = text.length();
    for (var i = 0; i < text.length(); i++) {
      var unit = text.charAt(i);
      if (unit >= 0x800) {
        // A pair of surrogates has four bytes: two for each.
        length += Character.isSurrogate(unit) ? 1 : 2;
      } else if (unit >= 0x80) {
        length++;
      }
    }
    return length;
  }
}
