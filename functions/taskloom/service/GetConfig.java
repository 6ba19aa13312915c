package taskloom.service;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import taskloom.server.Answers;

/// `GET /config`: what a client may want to know beforehand: who does the work, what is taken and
/// how much of it. Open, so it names no owner, key, path or address.
public final class GetConfig implements Handler {
  private final SequencedMap<String, Object> values;

  /// @param values as they are shown, fixed for the life of the server
  public GetConfig(SequencedMap<String, Object> values) {
    this.values = new LinkedHashMap<>(values);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Answers.json(request, response, values);
  }
}
