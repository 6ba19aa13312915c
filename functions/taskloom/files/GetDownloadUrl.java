package taskloom.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import taskloom.engine.Caller;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `GET /{task_id}/download-url?filename=`: an address of the file that needs no key, for an hour.
public final class GetDownloadUrl implements OwnedHandler {
  private record Address(@JsonProperty("download_url") String downloadUrl) {}

  private final TaskFolders folders;
  private final DownloadLinks links;

  /// Links to files in `folders`.
  public GetDownloadUrl(TaskFolders folders, DownloadLinks links) {
    this.folders = folders;
    this.links = links;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException {
    try (var open = folders.queried(caller, request)) {
      var address = links.address(request, Params.taskId(request), open.file().path());
      Answers.json(request, response, new Address(address));
    }
  }
}
