package taskloom.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A WebSocket client that sends what no well-behaved one would (RFC 6455 byte by byte).
public final class RawSocket implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private List<String> answer = List.of();

  /// A frame as received.
  ///
  /// @param reserved its reserved bits, 4 for RSV1
  public record Received(int opcode, int reserved, byte[] payload) {
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /// Of a close frame.
    public int closeCode() {
      return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  private RawSocket(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /// Connected, nothing sent.
  public static RawSocket connect(int port) throws IOException {
    return new RawSocket(port, 0);
  }

  /// Upgraded.
  public static RawSocket open(int port, String pathAndQuery) throws IOException {
    return open(port, pathAndQuery, 0);
  }

  /// Upgraded, with further headers.
  public static RawSocket openWith(int port, String pathAndQuery, String... headers)
      throws IOException {
    var opened = new RawSocket(port, 0);
    var status = opened.upgrade(pathAndQuery, List.of(headers));
    if (!status.contains(" 101 ")) {
      throw new IOException("not upgraded: " + status);
    }
    return opened;
  }

  /// Upgraded, with little room for what the server sends.
  public static RawSocket open(int port, String pathAndQuery, int receiveBuffer)
      throws IOException {
    var opened = new RawSocket(port, receiveBuffer);
    var status = opened.upgrade(pathAndQuery, List.of());
    if (!status.contains(" 101 ")) {
      throw new IOException("not upgraded: " + status);
    }
    return opened;
  }

  /// Asks for an upgrade; gives the status line.
  public String upgrade(String pathAndQuery, List<String> headers) throws IOException {
    var request =
        new StringBuilder("GET " + pathAndQuery + " HTTP/1.1\r\nHost: 127.0.0.1:")
            .append(socket.getPort())
            .append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
    headers.forEach(header -> request.append(header).append("\r\n"));
    write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    return answer();
  }

  /// Sends the lines of a request's head as they are; gives the status line of the answer.
  public String request(String... lines) throws IOException {
    write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return answer();
  }

  /// A header of the answer, empty when it has none.
  public String header(String name) {
    return answer.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private String answer() throws IOException {
    var lines = new ArrayList<String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    answer = lines;
    return lines.getFirst();
  }

  public void send(String text) throws IOException {
    frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /// One frame; `last` is its FIN bit.
  public void frame(boolean last, int opcode, byte[] payload) throws IOException {
    write(bytes(last, 0, opcode, payload));
  }

  /// The bytes of a frame, masked.
  ///
  /// @param reserved its reserved bits, 4 for RSV1
  public static byte[] bytes(boolean last, int reserved, int opcode, byte[] payload) {
    var frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) ((last ? 0x80 : 0) | reserved << 4 | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.put(MASK);
    for (var i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// The next frame; waits for it.
  public Received next() throws IOException {
    var head = in.readUnsignedByte();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Received(head & 0x0F, head >> 4 & 7, in.readNBytes((int) length));
  }

  /// The next text message, passing over pings; waits for it.
  public String nextText() throws IOException {
    var frame = next();
    while (frame.opcode() == PING) {
      frame = next();
    }
    if (frame.opcode() != TEXT) {
      throw new IOException("not a text message: " + frame.opcode());
    }
    return frame.text();
  }

  /// Whether something is there to be read; does not wait.
  public boolean hasArrived() throws IOException {
    return in.available() > 0;
  }

  /// Whether the server has ended the connection; waits for it or for the next byte.
  public boolean isEnded() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException | SocketException _) {
      return true;
    }
  }

  /// Ends the connection with an RST.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.US_ASCII);
  }
}
