package taskloom.agents.literature;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskloom.agents.SearchResult;
import taskloom.agents.Work;

class OpenAlexTest {
  private final ArrayList<String> asked = new ArrayList<>();
  private final ArrayList<String> connections = new ArrayList<>();
  private HttpServer server;
  private String answer = "{\"results\":[]}";
  private int status = 200;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          connections.add(exchange.getRequestHeaders().getFirst("Connection"));
          asked.add(exchange.getRequestURI().getRawQuery());
          var body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private OpenAlex openAlex(String email) {
    var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new OpenAlex(uri, email, Duration.ofSeconds(5));
  }

  @Test
  void worksAreReadAndIncompleteOnesLeftOut() throws Exception {
    answer =
        """
        {"results":[
         {"id":"https://openalex.org/W7","display_name":"Seven","authorships":[{"author":{"display_name":"A"}}],
          "publication_year":2020,"primary_location":null,"doi":"https://doi.org/10.1/7",
          "abstract_inverted_index":{"world":[1],"Hello":[0,2]}},
         {"id":"https://openalex.org/W8","display_name":null},
         {"id":"https://openalex.org/A9","display_name":"an author"}]}
        """;
    var seven =
        new Work("W7", "Seven", java.util.List.of("A"), 2020, "", "10.1/7", "Hello world Hello");
    assertThat(openAlex("").search("x"))
        .isEqualTo(new SearchResult.Found(java.util.List.of(seven)));
  }

  @Test
  void theQueryIsPlainWordsAndTheEmailGoesWithIt() throws Exception {
    openAlex("me@example.org").search("回归: a|b&mailto=x, c");
    assertThat(asked)
        .singleElement()
        .asString()
        .contains("search=%E5%9B%9E%E5%BD%92%20%20a%20b%20mailto%20x%20%20c&")
        .contains("mailto=me%40example.org");
  }

  @Test
  void aLookUpLeavesNoConnectionBehind() throws Exception {
    openAlex("").search("x");
    assertThat(connections).containsExactly("close");
  }

  @Test
  void trafficLightsAndNonsenseAreOutOfReach() throws Exception {
    status = 429;
    assertThat(openAlex("").search("x"))
        .isEqualTo(new SearchResult.Unreachable(SearchResult.Trouble.REFUSED, 429));
    status = 200;
    answer = "<html>";
    assertThat(openAlex("").search("x")).isInstanceOf(SearchResult.Unreachable.class);
  }

  @Test
  void silenceIsBoundedAndInterruptionEndsIt() throws Exception {
    try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      assertThat(new OpenAlex(uri, "", Duration.ofMillis(200)).search("x"))
          .isInstanceOf(SearchResult.Unreachable.class);

      var ended = new CompletableFuture<String>();
      var patient = new OpenAlex(uri, "", Duration.ofMinutes(5));
      var thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  ended.complete(patient.search("x").toString());
                } catch (InterruptedException _) {
                  ended.complete("interrupted");
                }
              });
      silent.accept();
      silent.accept();
      thread.interrupt();
      assertThat(ended.get(1, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }
  }
}
