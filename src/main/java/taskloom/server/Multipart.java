package taskloom.server;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Reads `multipart/form-data` (RFC 7578) as it arrives, part by part: of a body of any size one
/// buffer is in memory. For one thread; close it, which reads what is left, so that a client that
/// is still sending can be answered.
///
/// Helidon's own reader is not used: there is none for 4.5.0 (`helidon-http-media-multipart` is not
/// published), and that of 4.1.3 takes a part's `Content-Length` at its word and fails on some
/// files (its issues 9287 and 9365).
public final class Multipart implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_BOUNDARY = 200;
  private static final int MAX_HEADERS = 16 << 10;

  private final InputStream in;
  private final byte[] delimiter;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;

  /// No delimiter begins before this place in the buffer.
  private int sure;

  /// Whether one begins there.
  private boolean delimited;

  private boolean ended;

  /// @param boundary as the `Content-Type` names it
  Multipart(InputStream in, String boundary) {
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    // The first delimiter may be the very first bytes: as if a line had ended before them.
    buffer[0] = '\r';
    buffer[1] = '\n';
    to = 2;
  }

  /// The form in a request's body.
  ///
  /// @throws Refusal `UNSUPPORTED_MEDIA_TYPE` for another kind of body, `INVALID_REQUEST` for one
  ///   whose boundary is missing
  public static Multipart of(ServerRequest request) {
    var type = Bodies.type(request);
    if (type.isEmpty() || !type.get().mediaType().text().equals("multipart/form-data")) {
      throw new Refusal(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Send a form with 'Content-Type: multipart/form-data; boundary=…'");
    }
    var boundary = type.get().parameters().getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST, "The form's Content-Type names no boundary of usual length");
    }
    // The buffer, and as much again in the platform's.
    RequestMemory.hold(2 * BUFFER);
    var body = request.content();
    return new Multipart(
        body.hasEntity() ? body.inputStream() : InputStream.nullInputStream(), boundary);
  }

  /// One part of the form.
  ///
  /// @param name of the form's field
  /// @param fileName as the client names the file; empty where it says that this is none
  /// @param content to be read before the next part is asked for; what is not read is passed over
  public record Part(String name, Optional<String> fileName, InputStream content) {
    /// The content as text.
    ///
    /// @throws Refusal `INVALID_UTF8`
    /// @throws Invalid past `maxCharacters` (UTF-16 units)
    public String text(int maxCharacters) throws IOException {
      var bytes = content.readNBytes(4 * maxCharacters + 1);
      var text =
          bytes.length > 4 * maxCharacters ? Optional.<String>empty() : Optional.of(utf8(bytes));
      if (text.isEmpty() || text.get().length() > maxCharacters) {
        throw new Invalid(
            "body",
            name,
            "may have at most %,d characters".formatted(maxCharacters),
            "string_too_long");
      }
      return text.get();
    }

    private String utf8(byte[] bytes) {
      return Bodies.utf8(bytes, "The field " + name);
    }
  }

  /// The next part; empty after the last one.
  ///
  /// @throws Refusal `INVALID_REQUEST` for a body that is no such form, or ends before its end;
  ///   `INVALID_UTF8` for a part's headers
  public Optional<Part> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    while (ready() > 0) {
      from = sure;
    }
    from += delimiter.length;
    var first = take();
    var second = take();
    if (first == '-' && second == '-') {
      ended = true;
      return Optional.empty();
    }
    while (first != '\r' || second != '\n') {
      if (first != ' ' && first != '\t') {
        throw broken("has no line end after a boundary");
      }
      first = second;
      second = take();
    }
    var disposition = ContentDisposition.of(headers());
    sure = from;
    delimited = false;
    return Optional.of(
        new Part(
            disposition.parameter("name").orElseThrow(() -> broken("has a part without a name")),
            disposition.fileName(),
            new Content()));
  }

  @Override
  public void close() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  /// The value of the one header that matters; empty where it is missing.
  private String headers() throws IOException {
    var disposition = "";
    var left = MAX_HEADERS;
    var line = line(left);
    while (!line.isEmpty()) {
      if (line.regionMatches(true, 0, "content-disposition:", 0, 20)) {
        disposition = line.substring(20);
      }
      left -= line.length();
      line = line(left);
    }
    return disposition;
  }

  private String line(int most) throws IOException {
    var bytes = new byte[128];
    var length = 0;
    for (var each = take(); each != '\n'; each = take()) {
      if (length >= most) {
        throw broken("has a part with too long headers");
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = each;
    }
    var end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    return Bodies.utf8(Arrays.copyOf(bytes, end), "A part's header");
  }

  private byte take() throws IOException {
    if (from == to) {
      fill();
    }
    return buffer[from++];
  }

  /// How many bytes of the part's content are in the buffer; 0 at its end.
  private int ready() throws IOException {
    while (sure == from && !delimited) {
      search();
      if (sure == from && !delimited) {
        fill();
      }
    }
    return sure - from;
  }

  /// Moves on to the next delimiter in the buffer, or to what may be the beginning of one.
  private void search() {
    for (; sure < to; sure++) {
      if (buffer[sure] == '\r') {
        var length = Math.min(delimiter.length, to - sure);
        if (Arrays.equals(buffer, sure, sure + length, delimiter, 0, length)) {
          delimited = length == delimiter.length;
          return;
        }
      }
    }
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    sure -= Math.min(sure, from);
    from = 0;
    var read = in.read(buffer, to, buffer.length - to);
    if (read < 0) {
      throw broken("ends before its last boundary");
    }
    to += read;
  }

  private static Refusal broken(String how) {
    return new Refusal(ErrorCode.INVALID_REQUEST, "The form " + how);
  }

  /// The content of the part that is being read.
  private final class Content extends InputStream {
    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      var some = Math.min(length, ready());
      if (some == 0) {
        return length == 0 ? 0 : -1;
      }
      System.arraycopy(buffer, from, target, offset, some);
      from += some;
      return some;
    }
  }
}
