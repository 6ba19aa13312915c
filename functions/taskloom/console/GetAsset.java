package taskloom.console;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/// `GET /console/{version}/{file}`: a file of the console. Another version's address is no longer
/// there, so that a page never runs files of two versions.
public final class GetAsset implements Handler {
  private final Supplier<Assets> assets;

  /// Serves `assets`, asked for at the first request.
  public GetAsset(Supplier<Assets> assets) {
    this.assets = assets;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    var files = assets.get();
    var parameters = request.path().pathParameters();
    var name = parameters.get("file");
    var known = parameters.get("version").equals(files.version());
    Files.sendForEver(request, response, name, known ? files.file(name) : null);
  }
}
