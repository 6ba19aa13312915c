package taskloom.service;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import taskloom.engine.Caller;
import taskloom.server.Answers;
import taskloom.server.MetricsText;
import taskloom.server.OwnedHandler;

/// `GET /observe/metrics`: what every part counts, in the Prometheus text format.
public final class GetMetrics implements OwnedHandler {
  private static final Header TYPE =
      HeaderValues.createCached(
          HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

  private final List<MetricsText.Source> sources;

  /// @param sources in the order they are told
  public GetMetrics(List<MetricsText.Source> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var metrics = new MetricsText();
    sources.forEach(source -> source.write(metrics));
    var body = metrics.toString().getBytes(StandardCharsets.UTF_8);
    Answers.bytes(request, response, Status.OK_200, TYPE, body);
  }
}
