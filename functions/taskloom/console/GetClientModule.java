package taskloom.console;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// `GET /taskloom.js`: the client module at an address that does not change, for other pages.
public final class GetClientModule implements Handler {
  private static final String NAME = "taskloom.js";

  private final Assets assets;

  /// Serves it from `assets`.
  public GetClientModule(Assets assets) {
    this.assets = assets;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Files.send(request, response, NAME, assets.file(NAME));
  }
}
