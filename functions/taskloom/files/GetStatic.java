package taskloom.files;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import taskloom.engine.Caller;
import taskloom.runner.OpenFile;
import taskloom.server.OwnedHandler;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// `GET /static/{task_id}/{filename}`: a file itself, to its task's owner or by a link of
/// [GetDownloadUrl].
public final class GetStatic implements OwnedHandler {
  private final TaskFolders folders;

  /// Serves from `folders`.
  public GetStatic(TaskFolders folders) {
    this.folders = folders;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException {
    try (var open = open(caller, request)) {
      Downloads.send(request, response, open);
    }
  }

  /// In a path a name that leads elsewhere is one that names nothing.
  private OpenFile open(Caller caller, ServerRequest request) throws IOException {
    try {
      return folders.of(caller, request).read(DownloadLinks.pathOf(request));
    } catch (Refusal refusal) {
      throw refusal.code() == ErrorCode.VALIDATION
          ? new Refusal(ErrorCode.NOT_FOUND, "There is no such file in this task's folder")
          : refusal;
    }
  }
}
