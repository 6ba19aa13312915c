package taskloom;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1Client;
import java.util.HashMap;
import java.util.Locale;
import java.util.stream.Stream;

/// Asks through Helidon's HTTP/1.1 on both sides and no socket.
///
/// @param client of the routes under test
public record DirectHttp(Http1Client client) implements Http {
  @Override
  public Answer send(String method, String path, String body, String... headers) {
    var request =
        client
            .method(Method.create(method))
            .skipUriEncoding(true)
            .followRedirects(false)
            .path(path);
    if (Stream.of(headers).noneMatch("Authorization"::equals)) {
      request.header(HeaderNames.AUTHORIZATION, "Bearer alices-key");
    }
    if (body != null && Stream.of(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
      request.header(HeaderNames.CONTENT_TYPE, "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(HeaderNames.create(headers[i]), headers[i + 1]);
    }
    try (var response = body == null ? request.request() : request.submit(body)) {
      var all = new HashMap<String, String>();
      response
          .headers()
          .forEach(header -> all.put(header.name().toLowerCase(Locale.ROOT), header.get()));
      // Helidon's client waits for the body whose length the answer to a HEAD only tells.
      var bodied = !method.equals("HEAD") && response.entity().hasEntity();
      var text = bodied ? response.as(String.class) : "";
      return new Answer(response.status().code(), all, text);
    }
  }
}
