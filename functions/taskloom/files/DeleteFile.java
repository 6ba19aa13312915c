package taskloom.files;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import taskloom.engine.Caller;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// `DELETE /{task_id}/file?filename=`: removes one file.
public final class DeleteFile implements OwnedHandler {
  private record Deleted(boolean success, String message) {}

  private final TaskFolders folders;

  /// Removes from `folders`.
  public DeleteFile(TaskFolders folders) {
    this.folders = folders;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    var name = Params.required(request, "filename");
    var folder = folders.of(caller, request);
    try {
      folder.delete(name);
    } catch (Refusal refusal) {
      throw TaskFolders.aboutQuery(refusal);
    }
    try {
      folders.count(caller, folder);
    } catch (Refusal refusal) {
      // The file is gone, whether the history can take note of it just now or not.
      if (refusal.code() != ErrorCode.UNAVAILABLE) {
        throw refusal;
      }
    }
    Answers.json(request, response, new Deleted(true, "File deleted"));
  }
}
