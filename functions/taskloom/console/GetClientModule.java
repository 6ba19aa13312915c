package taskloom.console;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/// `GET /taskloom.js`: the client module at an address that does not change, for other pages.
public final class GetClientModule implements Handler {
  private static final String NAME = "taskloom.js";

  private final Supplier<Assets> assets;

  /// Serves it from `assets`, asked for at the first request.
  public GetClientModule(Supplier<Assets> assets) {
    this.assets = assets;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Files.send(request, response, NAME, assets.get().file(NAME));
  }
}
