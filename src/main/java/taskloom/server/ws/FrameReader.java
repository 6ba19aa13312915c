package taskloom.server.ws;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import taskloom.server.MemoryBudget;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Reads what one client sends: frames into messages (RFC 6455, section 5; RFC 7692 where
/// compression is agreed on), strictly. It is given bytes as they arrive and tells of whole
/// messages; what breaks the protocol it finds with the first byte that does. A message that lies
/// whole in what arrived is handed on from there; any other grows with what comes. Not thread-safe.
final class FrameReader implements AutoCloseable {
  /// The longest message in bytes, after inflating.
  static final int MAX_MESSAGE = 1 << 20;

  /// A longer message is refused and passed over, if it is not longer than this.
  static final int MAX_PASSED_OVER = 4 * MAX_MESSAGE;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MASK_BIT = 0x80;
  private static final int RESERVED = 0x70;
  private static final int CONTROL = 0x8;

  /// Hears of what came. The arrays are valid during the call only.
  interface Sink {
    /// A text message, valid UTF-8.
    void text(byte[] bytes, int from, int to);

    void binary(byte[] bytes, int from, int to);

    void ping(byte[] payload);

    /// The peer's close frame, the last that is read; [CloseCodes#NO_CODE] for one without a code.
    void closed(int code);

    /// A message is passed over.
    void refused(Refusal refusal);
  }

  private final Sink sink;
  private final boolean inflates;
  private final MemoryBudget memory;
  private final String owner;
  private final Message message;
  private final Window window;
  private @Nullable Inflation inflation;
  private boolean closed;

  // The frame at hand.
  private final byte[] head = new byte[14];
  private int headRead;
  private int headNeeded = 2;
  private int frame;
  private long left;
  private int mask;
  private int maskAt;
  private final byte[] control = new byte[Frame.MAX_CONTROL];
  private int controlLength;

  // The message at hand.
  private int type;
  private boolean compressed;
  private boolean passedOver;
  private long announced;
  private long inflated;
  private long progress;
  private Utf8 utf8 = new Utf8();

  /// @param inflates whether compression was agreed on
  /// @param owner whom unfinished messages count for
  FrameReader(Sink sink, boolean inflates, MemoryBudget memory, String owner) {
    this.sink = sink;
    this.inflates = inflates;
    this.memory = memory;
    this.owner = owner;
    this.message = new Message(memory, owner);
    this.window = new Window(memory, owner);
  }

  /// How far what is unfinished has come; 0 when nothing is. Control frames do not move it.
  long unfinished() {
    return headRead == 0 && type == 0 ? 0 : 1 + progress + headRead;
  }

  /// Reads what arrived; changes it, since it takes off the masks.
  ///
  /// ```
  ///         2 bytes      length, mask      payload, as much as there is
  ///   HEAD ─────────► HEAD ─────────► PAYLOAD ──┐
  ///    ▲                                 ▲ └─────┘
  ///    └──────────── frame ends ─────────┴──► at once for an empty one
  ///
  ///   between messages ── TEXT, BINARY without FIN ──► in a message ──┐ CONTINUATION
  ///        ▲ │ TEXT, BINARY with FIN: a message            │ ▲────────┘
  ///        └─┴──────────── CONTINUATION with FIN ──────────┘
  ///   PING, PONG: anywhere between frames, leave this as it is
  ///   CLOSE: anywhere between frames; nothing after it is read
  ///   anything else: a Violation; nothing after it is read
  /// ```
  ///
  /// @throws Violation with the code to close with
  void accept(byte[] bytes, int from, int to) {
    var at = from;
    while (!closed) {
      while (headRead < headNeeded) {
        if (at == to) {
          return;
        }
        head[headRead++] = bytes[at++];
        if (headRead == headNeeded) {
          headNeeded = headRead == 2 ? begin() : headNeeded;
          if (headRead == headNeeded) {
            announce();
          }
        }
      }
      var length = (int) Math.min(left, to - at);
      unmask(bytes, at, at + length);
      left -= length;
      payload(bytes, at, at + length);
      at += length;
      if (left > 0) {
        return;
      }
      headRead = 0;
      headNeeded = 2;
      if (isControl()) {
        controlEnds();
      } else {
        progress++;
      }
    }
  }

  /// Lets go of what is held; nothing more is read.
  @Override
  public void close() {
    closed = true;
    message.clear();
    window.close();
    if (inflation != null) {
      inflation.close();
      inflation = null;
    }
  }

  /// The first two bytes of a frame are there; how long its head is.
  private int begin() {
    frame = head[0] & 0xFF;
    var opcode = opcode();
    var length = head[1] & 0x7F;
    require((head[1] & MASK_BIT) != 0, "A frame without a mask");
    switch (opcode) {
      case Frame.TEXT, Frame.BINARY -> {
        require((frame & RESERVED & ~(inflates ? Frame.RSV1 : 0)) == 0, "Reserved bits are set");
        require(type == 0, "A new message inside of a fragmented one");
      }
      case Frame.CONTINUATION -> {
        require((frame & RESERVED) == 0, "Reserved bits are set");
        require(type != 0, "A continuation of no message");
      }
      case Frame.CLOSE, Frame.PING, Frame.PONG -> {
        require((frame & RESERVED) == 0, "Reserved bits are set");
        require((frame & Frame.FIN) != 0, "A fragmented control frame");
        require(length <= Frame.MAX_CONTROL, "A control frame of more than 125 bytes");
        require(opcode != Frame.CLOSE || length != 1, "A close frame of one byte");
      }
      default -> throw new Violation(CloseCodes.PROTOCOL_ERROR, "A reserved opcode");
    }
    return 2 + Integer.BYTES + (length == Frame.SHORT ? 2 : length == Frame.LONG ? 8 : 0);
  }

  /// The head of a frame is there: its length is known, nothing of its payload has come.
  private void announce() {
    var length = length();
    left = length;
    mask = number(headNeeded - Integer.BYTES);
    maskAt = 0;
    if (isControl()) {
      controlLength = 0;
      return;
    }
    if (opcode() != Frame.CONTINUATION) {
      type = opcode();
      compressed = (frame & Frame.RSV1) != 0;
      passedOver = false;
      announced = 0;
      inflated = 0;
      utf8 = new Utf8();
      if (compressed) {
        beginInflation();
      }
    }
    announced += length;
    bound(announced, !compressed);
  }

  private long length() {
    var length = head[1] & 0x7F;
    if (length < Frame.SHORT) {
      return length;
    }
    if (length == Frame.SHORT) {
      var two = (head[2] & 0xFF) << 8 | (head[3] & 0xFF);
      require(two >= Frame.SHORT, "A length in more bytes than it needs");
      return two;
    }
    var eight = (long) number(2) << 32 | (number(6) & 0xFFFFFFFFL);
    require(eight >= 0, "A length with its highest bit set");
    require(eight > 0xFFFF, "A length in more bytes than it needs");
    return eight;
  }

  private int number(int at) {
    return (head[at] & 0xFF) << 24
        | (head[at + 1] & 0xFF) << 16
        | (head[at + 2] & 0xFF) << 8
        | (head[at + 3] & 0xFF);
  }

  /// Refuses a message of more bytes than may be, if what counts are these.
  private void bound(long bytes, boolean counts) {
    if (bytes > MAX_PASSED_OVER) {
      throw new Violation(CloseCodes.TOO_BIG, "A message has at most " + MAX_MESSAGE + " bytes");
    }
    if (counts && bytes > MAX_MESSAGE && !passedOver) {
      passOver(new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "消息最长 %d 字节".formatted(MAX_MESSAGE)));
    }
  }

  private void beginInflation() {
    try {
      inflation = Inflation.begin(memory, owner, window);
    } catch (Refusal refusal) {
      window.close();
      passOver(refusal);
    }
  }

  private void passOver(Refusal refusal) {
    passedOver = true;
    message.clear();
    sink.refused(refusal);
  }

  private void unmask(byte[] bytes, int from, int to) {
    if (mask == 0) {
      return;
    }
    var at = from;
    // The first byte is the highest of the key, and the lowest of a little-endian long.
    var key = Integer.reverseBytes(Integer.rotateLeft(mask, 8 * maskAt)) & 0xFFFFFFFFL;
    var twice = key << 32 | key;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
    }
    for (var shift = 0; at < to; at++, shift += 8) {
      bytes[at] ^= (byte) (twice >>> shift);
    }
    maskAt = (maskAt + to - from) & 3;
  }

  private void payload(byte[] bytes, int from, int to) {
    if (isControl()) {
      System.arraycopy(bytes, from, control, controlLength, to - from);
      controlLength += to - from;
      return;
    }
    progress += to - from;
    var ends = left == 0 && (frame & Frame.FIN) != 0;
    if (inflation != null) {
      inflation.accept(bytes, from, to, this::inflated);
      if (ends) {
        inflation.end(this::inflated);
        inflation.close();
        inflation = null;
        messageEnds(message.bytes(), 0, message.length());
      }
    } else {
      check(bytes, from, to);
      if (ends && message.length() == 0) {
        messageEnds(bytes, from, to);
      } else {
        hold(bytes, from, to);
        if (ends) {
          messageEnds(message.bytes(), 0, message.length());
        }
      }
    }
  }

  private void inflated(byte[] bytes, int from, int to) {
    inflated += to - from;
    bound(inflated, true);
    check(bytes, from, to);
    hold(bytes, from, to);
  }

  private void check(byte[] bytes, int from, int to) {
    if (type == Frame.TEXT && !passedOver && !utf8.accepts(bytes, from, to)) {
      throw notUtf8();
    }
  }

  private void hold(byte[] bytes, int from, int to) {
    if (passedOver) {
      return;
    }
    try {
      message.add(bytes, from, to);
    } catch (Refusal refusal) {
      passOver(refusal);
    }
  }

  private void messageEnds(byte[] bytes, int from, int to) {
    var text = type == Frame.TEXT;
    type = 0;
    if (!passedOver) {
      if (!text) {
        sink.binary(bytes, from, to);
      } else if (utf8.isComplete()) {
        sink.text(bytes, from, to);
      } else {
        throw notUtf8();
      }
    }
    message.clear();
  }

  private void controlEnds() {
    var payload = Arrays.copyOf(control, controlLength);
    switch (opcode()) {
      case Frame.PING -> sink.ping(payload);
      case Frame.CLOSE -> {
        var code = closeCode(payload);
        close();
        sink.closed(code);
      }
      // A pong, asked for or not: it was heard, and that is all.
      default -> {}
    }
  }

  private static int closeCode(byte[] payload) {
    if (payload.length == 0) {
      return CloseCodes.NO_CODE;
    }
    var code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    require(CloseCodes.maySend(code), "A close code that may not be sent");
    var reason = new Utf8();
    if (!reason.accepts(payload, 2, payload.length) || !reason.isComplete()) {
      throw notUtf8();
    }
    return code;
  }

  private int opcode() {
    return frame & 0x0F;
  }

  private boolean isControl() {
    return (frame & CONTROL) != 0;
  }

  private static Violation notUtf8() {
    return new Violation(CloseCodes.INVALID_DATA, "Text that is not UTF-8");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Violation(CloseCodes.PROTOCOL_ERROR, otherwise);
    }
  }
}
