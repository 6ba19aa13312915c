package taskloom.modeling;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An OpenAlex on loopback that answers every query with one work, numbered W11.
final class Works implements AutoCloseable {
  private static final String ANSWER =
      """
      {"results":[{"id":"https://openalex.org/W11","display_name":"%s",
       "authorships":[{"author":{"display_name":"A. Legendre"}},{"author":{"display_name":"C. F. Gauss"}}],
       "publication_year":1999,"primary_location":{"source":{"display_name":"Journal of Lines"}},
       "doi":"https://doi.org/10.1/11","abstract_inverted_index":{"Lines":[0],"fit":[1]}}]}
      """;

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  Works(int status) throws IOException {
    this(status, "Least squares, revisited");
  }

  Works(int status, String title) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          var body = ANSWER.formatted(title).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<String> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
