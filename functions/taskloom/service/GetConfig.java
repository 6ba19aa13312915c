package taskloom.service;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.SequencedMap;
import java.util.function.Supplier;
import taskloom.server.Answers;

/// `GET /config`: what a client may want to know beforehand: who does the work, what is taken and
/// how much of it. Open, so it names no owner, key, path or address.
public final class GetConfig implements Handler {
  private final Supplier<SequencedMap<String, Object>> values;

  /// @param values as they are shown; may block
  public GetConfig(Supplier<SequencedMap<String, Object>> values) {
    this.values = values;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Answers.json(request, response, values.get());
  }
}
