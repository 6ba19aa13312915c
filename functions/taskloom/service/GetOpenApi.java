package taskloom.service;

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
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import taskloom.server.Answers;
import taskloom.wire.Json;

/// `GET /openapi`: every route described in OpenAPI 3.1, as YAML, or as JSON to those who accept
/// that.
public final class GetOpenApi implements Handler {
  private static final Header YAML =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/yaml");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept");

  /// Read on first use: not everyone asks.
  private static final class Document {
    private static final byte[] AS_YAML = read();
    private static final byte[] AS_JSON =
        Json.bytes(
            new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(new String(AS_YAML, StandardCharsets.UTF_8)));

    private static byte[] read() {
      try (var in = GetOpenApi.class.getResourceAsStream("/openapi.yaml")) {
        if (in == null) {
          throw new IllegalStateException("openapi.yaml is not in the jar");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    response.headers().add(VARY);
    if (request.headers().all(HeaderNames.ACCEPT, List::of).stream()
        .anyMatch(accept -> accept.contains("json"))) {
      Answers.json(request, response, Status.OK_200, Document.AS_JSON);
    } else {
      Answers.bytes(request, response, Status.OK_200, YAML, Document.AS_YAML);
    }
  }
}
