package taskloom.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import taskloom.server.Answers;
import taskloom.server.Lazy;
import taskloom.wire.Json;

/// `GET /openapi`: every route that is served, described in OpenAPI 3.1, as YAML, or as JSON to
/// those who accept that.
public final class GetOpenApi implements Handler {
  private static final Header YAML =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/yaml");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept");

  private final Set<String> tags;
  private final Supplier<Document> document;

  /// @param functions the function sets served; operations with another tag are left out
  public GetOpenApi(Collection<String> functions) {
    tags = new HashSet<>(functions);
    tags.add("service");
    // Read on first use: not everyone asks.
    document = new Lazy<>(this::read);
  }

  private record Document(byte[] yaml, byte[] json) {}

  private Document read() {
    try (var in = GetOpenApi.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is not in the jar");
      }
      var whole = in.readAllBytes();
      JsonNode document =
          Json.mapper()
              .valueToTree(
                  new Yaml(new SafeConstructor(new LoaderOptions()))
                      .load(new String(whole, StandardCharsets.UTF_8)));
      var removed = removeUnserved((ObjectNode) document.path("paths"));
      var json = Json.bytes(document);
      // JSON is YAML; the file itself, with its comments and order, where all of it holds.
      return new Document(removed ? json : whole, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean removeUnserved(ObjectNode paths) {
    var removed = false;
    for (var path : paths) {
      removed |= path.properties().removeIf(entry -> isUnserved(entry.getValue()));
    }
    return paths.properties().removeIf(path -> path.getValue().findValue("tags") == null)
        || removed;
  }

  /// Of an operation; what stands beside operations has no tags.
  private boolean isUnserved(JsonNode operation) {
    var tag = operation.path("tags").path(0);
    return tag.isTextual() && !tags.contains(tag.textValue());
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    response.headers().add(VARY);
    if (request.headers().all(HeaderNames.ACCEPT, List::of).stream()
        .anyMatch(accept -> accept.contains("json"))) {
      Answers.json(request, response, Status.OK_200, document.get().json());
    } else {
      Answers.bytes(request, response, Status.OK_200, YAML, document.get().yaml());
    }
  }
}
