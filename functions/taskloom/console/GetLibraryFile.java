package taskloom.console;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/// `GET /lib/{library}/{version}/{+path}`: a file of a library the console is made of.
public final class GetLibraryFile implements Handler {
  private final Supplier<Libraries> libraries;

  /// Serves `libraries`, asked for at the first request.
  public GetLibraryFile(Supplier<Libraries> libraries) {
    this.libraries = libraries;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    var parameters = request.path().pathParameters();
    var path = parameters.get("path");
    Files.sendForEver(
        request,
        response,
        path,
        libraries.get().file(parameters.get("library"), parameters.get("version"), path));
  }
}
