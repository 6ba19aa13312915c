package taskloom.console;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import taskloom.server.Lazy;

/// `GET /`: the console's page. Its policy lets it run this server's own files and nothing else:
/// the import map is let in by its hash, and text can become HTML only through the two named
/// libraries (Trusted Types).
public final class GetPage implements Handler {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private final Supplier<Page> page;

  private record Page(byte[] html, Header policy) {}

  /// The page over these files and libraries, which are asked for at the first request.
  public GetPage(Supplier<Assets> assets, Supplier<Libraries> libraries) {
    page = new Lazy<>(() -> page(assets.get(), libraries.get()));
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    var made = page.get();
    response.header(made.policy());
    Files.send(request, response, "index.html", made.html());
  }

  private static Page page(Assets assets, Libraries libraries) {
    var text = assets.page().replace("{console}", "/console/" + assets.version());
    for (var library : libraries.addresses().entrySet()) {
      text = text.replace("{lib:" + library.getKey() + "}", library.getValue());
    }
    var map = IMPORT_MAP.matcher(text);
    if (!map.find()) {
      throw new IllegalStateException("the console's page has no import map");
    }
    return new Page(
        text.getBytes(StandardCharsets.UTF_8),
        policy(Hashes.source(map.group(1).getBytes(StandardCharsets.UTF_8))));
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
