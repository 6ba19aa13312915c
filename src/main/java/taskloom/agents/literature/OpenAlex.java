package taskloom.agents.literature;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.common.LazyValue;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskloom.agents.Library;
import taskloom.agents.SearchResult;
import taskloom.agents.SearchResult.Trouble;
import taskloom.agents.Work;
import taskloom.wire.Json;

/// OpenAlex's `/works?search=` (https://docs.openalex.org/api-entities/works/search-works). Safe
/// from many threads.
public final class OpenAlex implements Library {
  private static final Pattern SYNTAX = Pattern.compile("[^\\p{L}\\p{N} '-]+");
  private static final Pattern ID = Pattern.compile("W\\d{1,15}");
  private static final Pattern DOI = Pattern.compile("^https?://(dx\\.)?doi\\.org/");
  private static final int MAX_ANSWER = 4 << 20;
  private static final int WORKS = 8;
  private static final String FIELDS =
      "id,display_name,authorships,publication_year,primary_location,doi,abstract_inverted_index";

  private final LazyValue<WebClient> web;
  private final String email;
  private final Duration limit;

  /// @param base `https://api.openalex.org` (`TASKLOOM_OPENALEX_URL`)
  /// @param email who asks, so that OpenAlex can write to them; may be empty
  ///   (`TASKLOOM_OPENALEX_EMAIL`)
  /// @param limit for one look-up
  public OpenAlex(URI base, String email, Duration limit) {
    this.web = LazyValue.create(() -> client(base, limit));
    this.email = email;
    this.limit = limit;
  }

  /// Made for the first look-up: a server that never looks anything up need not load TLS and its
  /// certificates. It keeps no connection: by the next look-up the other side would have closed it.
  private static WebClient client(URI base, Duration limit) {
    return WebClient.builder()
        .baseUri(base)
        .followRedirects(false)
        .keepAlive(false)
        .socketOptions(SocketOptions.builder().connectTimeout(limit).build())
        .readTimeout(limit)
        .servicesDiscoverServices(false)
        .build();
  }

  @Override
  public SearchResult search(String query) throws InterruptedException {
    var lookup = new FutureTask<SearchResult>(() -> lookup(query));
    var thread = Thread.ofVirtual().name("openalex").start(lookup);
    try {
      return lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return new SearchResult.Unreachable(Trouble.TIMEOUT);
    } catch (ExecutionException _) {
      // Its cause may name addresses.
      return new SearchResult.Unreachable(Trouble.NO_CONNECTION);
    } finally {
      // On a virtual thread this ends a connect or a read, too.
      thread.interrupt();
    }
  }

  private SearchResult lookup(String query) {
    var request =
        web.get()
            .get("/works")
            .queryParam("search", plain(query))
            .queryParam("per-page", Integer.toString(WORKS))
            .queryParam("select", FIELDS);
    if (!email.isEmpty()) {
      request.queryParam("mailto", email);
    }
    try (var response = request.request()) {
      if (response.status().code() != 200) {
        return new SearchResult.Unreachable(Trouble.REFUSED, response.status().code());
      }
      var body = response.inputStream().readNBytes(MAX_ANSWER);
      var works = new ArrayList<Work>();
      for (var each : Json.trusted(body).path("results")) {
        var work = work(each);
        if (work != null) {
          works.add(work);
        }
      }
      return new SearchResult.Found(works);
    } catch (IOException | UncheckedIOException _) {
      return new SearchResult.Unreachable(Trouble.UNREADABLE);
    }
  }

  /// Commas and colons are syntax in OpenAlex's queries.
  private static String plain(String query) {
    return SYNTAX.matcher(query).replaceAll(" ").strip();
  }

  private static @Nullable Work work(JsonNode node) {
    var address = node.path("id").asText("");
    var id = address.substring(address.lastIndexOf('/') + 1);
    var title = node.path("display_name").asText("").strip();
    if (!ID.matcher(id).matches() || title.isEmpty()) {
      return null;
    }
    var authors = new ArrayList<String>();
    for (var each : node.path("authorships")) {
      var name = each.path("author").path("display_name").asText("").strip();
      if (!name.isEmpty() && authors.size() < 10) {
        authors.add(name);
      }
    }
    var doi = DOI.matcher(node.path("doi").asText("")).replaceFirst("");
    return new Work(
        id,
        title,
        authors,
        node.path("publication_year").asInt(0),
        node.path("primary_location").path("source").path("display_name").asText(""),
        doi.isEmpty() || doi.equals("null") ? null : doi,
        abstractText(node.path("abstract_inverted_index")));
  }

  /// OpenAlex gives abstracts as words with their positions.
  private static String abstractText(JsonNode inverted) {
    var words = new TreeMap<Integer, String>();
    for (var entry : inverted.properties()) {
      entry.getValue().forEach(place -> words.put(place.asInt(), entry.getKey()));
    }
    return String.join(" ", List.copyOf(words.values()).subList(0, Math.min(words.size(), 250)));
  }
}
