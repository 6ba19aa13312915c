package taskloom.files;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import taskloom.runner.OpenFile;
import taskloom.server.Answers;

/// Sends files nobody has looked at to browsers: what could run in a page is only ever saved, and
/// what is shown is shown in a sandbox.
final class Downloads {
  private static final Pattern NOT_PLAIN = Pattern.compile("[^\\x20-\\x7e]|[\"\\\\%]");
  private static final Header SANDBOX =
      HeaderValues.createCached(
          "Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
  private static final Header RANGES =
      HeaderValues.createCached(HeaderNames.ACCEPT_RANGES, "bytes");
  private static final String TEXT = "text/plain; charset=utf-8";

  /// Types that are shown. HTML, SVG and XML are left out on purpose.
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("json", "application/json"),
          Map.entry("txt", TEXT),
          Map.entry("md", TEXT),
          Map.entry("csv", TEXT),
          Map.entry("tsv", TEXT),
          Map.entry("log", TEXT),
          Map.entry("py", TEXT),
          Map.entry("tex", TEXT),
          Map.entry("bib", TEXT));

  /// Types that are saved under their own name; any other is saved as bytes.
  private static final Map<String, String> SAVED =
      Map.of(
          "pdf", "application/pdf",
          "zip", "application/zip",
          "ipynb", "application/x-ipynb+json",
          "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");

  private Downloads() {}

  /// Sends the file, or the one range of it that is asked for (RFC 9110, 14).
  static void send(ServerRequest request, ServerResponse response, OpenFile open)
      throws IOException {
    var file = open.file();
    var shown = SHOWN.get(file.type());
    var type = shown == null ? SAVED.getOrDefault(file.type(), "application/octet-stream") : shown;
    var range = Range.of(request, file.size());
    response
        .header(SANDBOX)
        .header(RANGES)
        .header(HeaderNames.CONTENT_TYPE, type)
        .header(
            HeaderNames.CONTENT_DISPOSITION,
            disposition(shown == null ? "attachment" : "inline", file.safeName()));
    if (range.isWhole()) {
      response.status(Status.OK_200);
    } else {
      response.status(range.status()).header(HeaderNames.CONTENT_RANGE, range.toString());
    }
    response.contentLength(range.length());
    if (range.length() == 0 || Answers.isHead(request)) {
      response.send();
      return;
    }
    var out = response.outputStream();
    var in = open.streamFrom(range.first());
    var left = range.length();
    var buffer = new byte[1 << 16];
    while (left > 0) {
      var read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new CloseConnectionException("the file has shrunk since its length was told");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
    out.close();
  }

  /// With the name in both forms (RFC 6266): for old clients in ASCII.
  static String disposition(String kind, String name) {
    var ascii = NOT_PLAIN.matcher(name).replaceAll("_");
    var encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "%s; filename=\"%s\"; filename*=UTF-8''%s"
        .formatted(kind, ascii, encoded.replace("*", "%2A"));
  }
}
