package taskloom.console;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// `GET /lib/{library}/{version}/{+path}`: a file of a library the console is made of.
public final class GetLibraryFile implements Handler {
  private final Libraries libraries;

  /// Serves `libraries`.
  public GetLibraryFile(Libraries libraries) {
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
        libraries.file(parameters.get("library"), parameters.get("version"), path));
  }
}
