package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import taskloom.testing.RawSocket;

/// What a client sends on a fresh socket, each piece by itself, and what it must get.
///
/// @param name with its number in Autobahn's list, where it has one
record Exchange(String name, List<byte[]> sent, List<String> expected) {
  /// Sends and expects nothing yet.
  static Exchange of(String name) {
    return new Exchange(name, List.of(), List.of());
  }

  Exchange sends(byte[]... pieces) {
    var all = new ArrayList<>(sent);
    all.addAll(List.of(pieces));
    return new Exchange(name, all, expected);
  }

  Exchange gets(String... frames) {
    var all = new ArrayList<>(expected);
    all.addAll(List.of(frames));
    return new Exchange(name, sent, all);
  }

  /// The same bytes, so many at a time; all at once for 0.
  Exchange inPiecesOf(int size) {
    var length = sent.stream().mapToInt(piece -> piece.length).sum();
    var all = new byte[length];
    var at = 0;
    for (var piece : sent) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    var pieces = new ArrayList<byte[]>();
    for (var from = 0; from < length; from += size == 0 ? length : size) {
      pieces.add(Arrays.copyOfRange(all, from, size == 0 ? length : Math.min(length, from + size)));
    }
    return new Exchange(name, pieces, expected);
  }

  /// The client closes with 1000 and is answered so.
  Exchange closes() {
    return sends(close(1000)).gets("close 1000", "end");
  }

  /// The server closes with this.
  Exchange isClosed(int code) {
    return gets("close " + code, "end");
  }

  /// What comes of it, as far as it is expected and one more.
  List<String> on(RawSocket socket) throws IOException {
    for (var piece : sent) {
      try {
        socket.write(piece);
      } catch (IOException _) {
        // The server has closed already; what it said is read below.
        break;
      }
    }
    var got = new ArrayList<String>();
    while (got.size() < expected.size()) {
      if (expected.get(got.size()).equals("end")) {
        got.add(socket.isEnded() ? "end" : "more");
      } else {
        got.add(shown(socket.next()));
      }
    }
    return got;
  }

  static String shown(RawSocket.Received frame) {
    var payload = frame.payload();
    return switch (frame.opcode()) {
      case RawSocket.TEXT -> "text " + shown(payload);
      case RawSocket.BINARY -> "binary " + shown(payload);
      case RawSocket.PONG -> "pong " + shown(payload);
      case RawSocket.CLOSE -> "close " + (payload.length == 0 ? "" : frame.closeCode());
      default -> "opcode " + frame.opcode();
    };
  }

  static String shown(byte[] payload) {
    return payload.length <= 64
        ? HexFormat.of().formatHex(payload)
        : "%d bytes, hash %x".formatted(payload.length, Arrays.hashCode(payload));
  }

  static byte[] text(String text) {
    return text(text.getBytes(UTF_8));
  }

  static byte[] text(byte[] payload) {
    return RawSocket.bytes(true, 0, RawSocket.TEXT, payload);
  }

  static byte[] binary(byte[] payload) {
    return RawSocket.bytes(true, 0, RawSocket.BINARY, payload);
  }

  static byte[] ping(String payload) {
    return RawSocket.bytes(true, 0, RawSocket.PING, payload.getBytes(UTF_8));
  }

  static byte[] frame(boolean last, int opcode, String payload) {
    return RawSocket.bytes(last, 0, opcode, payload.getBytes(UTF_8));
  }

  static byte[] reserved(int bits, int opcode, String payload) {
    return RawSocket.bytes(true, bits, opcode, payload.getBytes(UTF_8));
  }

  static byte[] close(int code) {
    return close(new byte[] {(byte) (code >> 8), (byte) code});
  }

  static byte[] close(byte[] payload) {
    return RawSocket.bytes(true, 0, RawSocket.CLOSE, payload);
  }

  /// A message in fragments of so many bytes.
  static byte[][] fragments(int opcode, byte[] payload, int size) {
    var count = Math.max(1, Math.ceilDiv(payload.length, size));
    return IntStream.range(0, count)
        .mapToObj(i ->
            RawSocket.bytes(
                i == count - 1,
                0,
                i == 0 ? opcode : RawSocket.CONTINUATION,
                Arrays.copyOfRange(payload, i * size, Math.min(payload.length, (i + 1) * size))))
        .toArray(byte[][]::new);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
