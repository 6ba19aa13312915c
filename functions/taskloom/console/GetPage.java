package taskloom.console;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// `GET /`: the console's page. Its policy lets it run this server's own files and nothing else:
/// the import map is let in by its hash, and text can become HTML only through the two named
/// libraries (Trusted Types).
public final class GetPage implements Handler {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private final byte[] page;
  private final Header policy;

  /// The page over these files and libraries.
  public GetPage(Assets assets, Libraries libraries) {
    var text = assets.page().replace("{console}", "/console/" + assets.version());
    for (var library : libraries.addresses().entrySet()) {
      text = text.replace("{lib:" + library.getKey() + "}", library.getValue());
    }
    var map = IMPORT_MAP.matcher(text);
    if (!map.find()) {
      throw new IllegalStateException("the console's page has no import map");
    }
    page = text.getBytes(StandardCharsets.UTF_8);
    policy = policy(Hashes.source(map.group(1).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    response.header(policy);
    Files.send(request, response, "index.html", page);
  }

  private static Header policy(String importMap) {
    return HeaderValues.createCached(
        "Content-Security-Policy",
        String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' " + importMap,
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self' ws: wss:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html dompurify"));
  }
}
