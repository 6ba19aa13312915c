package taskloom.server.ws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// One whole message or control frame on its way out (RFC 6455, section 5.2); never fragmented,
/// never masked. The payload may be shared by many sessions and is not changed.
///
/// @param head its first byte: FIN, RSV1 for a compressed message, the opcode
record Frame(int head, byte[] payload) {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  static final int FIN = 0x80;
  static final int RSV1 = 0x40;

  /// The longest payload of a control frame.
  static final int MAX_CONTROL = 125;

  /// Lengths that say that the length follows, in two or eight bytes.
  static final int SHORT = 126;

  static final int LONG = 127;

  /// A text message.
  static Frame text(byte[] utf8) {
    return new Frame(FIN | TEXT, utf8);
  }

  static Frame binary(byte[] payload) {
    return new Frame(FIN | BINARY, payload);
  }

  static Frame ping(byte[] payload) {
    return new Frame(FIN | PING, payload);
  }

  static Frame pong(byte[] payload) {
    return new Frame(FIN | PONG, payload);
  }

  /// @param reason for people; at most 123 bytes in UTF-8
  static Frame close(int code, String reason) {
    var text = reason.getBytes(StandardCharsets.UTF_8);
    return new Frame(
        FIN | CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  /// The same message with its payload as it is compressed.
  Frame compressed(byte[] deflated) {
    return new Frame(head | RSV1, deflated);
  }

  boolean isText() {
    return head == (FIN | TEXT);
  }

  boolean isClose() {
    return head == (FIN | CLOSE);
  }

  /// How many bytes it takes on the wire.
  int length() {
    return payload.length + (payload.length < SHORT ? 2 : payload.length <= 0xFFFF ? 4 : 10);
  }

  /// Puts it into `out`, which has room for [#length] bytes.
  void writeTo(ByteBuffer out) {
    out.put((byte) head);
    if (payload.length < SHORT) {
      out.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.put((byte) SHORT).putShort((short) payload.length);
    } else {
      out.put((byte) LONG).putLong(payload.length);
    }
    out.put(payload);
  }
}
