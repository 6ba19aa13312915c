package taskloom.server.ws;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What a client asks for and is answered when it opens a WebSocket (RFC 6455, section 4.2).
///
/// @param key proves to the client that its request was understood
/// @param subProtocol the first it offers: what it is called makes no difference here, and there
///   are clients that end when none is chosen
/// @param deflation compression, if it is agreed on
record Handshake(String key, Optional<String> subProtocol, Optional<Deflation> deflation) {
  /// The value of `Upgrade`.
  static final String PROTOCOL = "websocket";

  /// What a refusal for another version says (4.4), as header lines.
  static final String UPGRADE = "Upgrade: websocket\r\n";

  static final String VERSIONS = "Sec-WebSocket-Version: 13\r\n";

  private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
  private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
  private static final HeaderName SUB_PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
  private static final HeaderName EXTENSIONS = HeaderNames.create("Sec-WebSocket-Extensions");
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /// Whether the request asks for a WebSocket, among other protocols maybe and in letters of any
  /// case, and for this connection, not one behind a proxy.
  static boolean isAskedFor(Headers headers) {
    return tokens(headers, HeaderNames.UPGRADE).anyMatch(PROTOCOL::equalsIgnoreCase)
        && tokens(headers, HeaderNames.CONNECTION).anyMatch("upgrade"::equalsIgnoreCase);
  }

  /// Reads a request that asks for a WebSocket.
  ///
  /// @throws Refusal for a method, a key or a version that is none
  static Handshake of(HttpPrologue prologue, Headers headers) {
    if (!prologue.method().equals(Method.GET)) {
      throw new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "A WebSocket is opened with GET");
    }
    if (!values(headers, VERSION).equals(List.of("13"))) {
      throw new Refusal(ErrorCode.UPGRADE_REQUIRED, "Send Sec-WebSocket-Version: 13, once");
    }
    var keys = values(headers, KEY);
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST, "Sec-WebSocket-Key must be 16 bytes in Base64, once");
    }
    return new Handshake(
        keys.getFirst(),
        tokens(headers, SUB_PROTOCOL).filter(Handshake::isToken).findFirst(),
        Deflation.negotiate(values(headers, EXTENSIONS)));
  }

  /// The head of the answer, without the empty line at its end.
  String answer() {
    var answer =
        new StringBuilder(256)
            .append("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n")
            .append("Upgrade: websocket\r\nSec-WebSocket-Accept: ")
            .append(accept())
            .append("\r\n");
    subProtocol.ifPresent(
        chosen -> answer.append("Sec-WebSocket-Protocol: ").append(chosen).append("\r\n"));
    deflation.ifPresent(agreed ->
        answer.append("Sec-WebSocket-Extensions: ").append(agreed.answer()).append("\r\n"));
    return answer.toString();
  }

  private String accept() {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(digest.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static boolean isKey(String key) {
    // 16 bytes are 24 characters with their padding; the decoder would do without it.
    try {
      return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Letters, digits and what else RFC 9110, 5.6.2 lets a token hold.
  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(each ->
                (each >= '0' && each <= '9')
                    || (each >= 'A' && each <= 'Z')
                    || (each >= 'a' && each <= 'z')
                    || "!#$%&'*+-.^_`|~".indexOf(each) >= 0);
  }

  private static Stream<String> tokens(Headers headers, HeaderName name) {
    return values(headers, name).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip);
  }

  private static List<String> values(Headers headers, HeaderName name) {
    return headers.contains(name) ? headers.get(name).allValues() : List.of();
  }
}
