package taskloom.server.ws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// One whole message or control frame on its way out (RFC 6455, section 5.2); never fragmented,
/// never masked. The payload may be shared by many sessions and is not changed.
record Frame(int opcode, byte[] payload) {
  private static final int FIN = 0x80;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  /// The longest payload of a control frame.
  static final int MAX_CONTROL = 125;

  private static final int SHORT = 126;
  private static final int LONG = 127;

  /// A text message.
  static Frame text(byte[] utf8) {
    return new Frame(TEXT, utf8);
  }

  static Frame ping() {
    return new Frame(PING, new byte[0]);
  }

  static Frame pong(byte[] payload) {
    return new Frame(PONG, payload);
  }

  /// @param reason for people; at most 123 bytes in UTF-8
  static Frame close(int code, String reason) {
    var text = reason.getBytes(StandardCharsets.UTF_8);
    return new Frame(
        CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  boolean isClose() {
    return opcode == CLOSE;
  }

  /// How many bytes it takes on the wire.
  int length() {
    return payload.length + (payload.length < SHORT ? 2 : payload.length <= 0xFFFF ? 4 : 10);
  }

  /// Puts it into `out`, which has room for [#length] bytes.
  void writeTo(ByteBuffer out) {
    out.put((byte) (FIN | opcode));
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
