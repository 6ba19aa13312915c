package taskloom.files;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import taskloom.engine.Caller;
import taskloom.runner.WorkspaceFile;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;

/// `GET /{task_id}/files`: the files in a task's folder, the first few thousand.
public final class ListFiles implements OwnedHandler {
  private record Listed(List<FileView> files) {}

  private final TaskFolders folders;

  /// Lists from `folders`.
  public ListFiles(TaskFolders folders) {
    this.folders = folders;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException {
    var folder = folders.find(caller, request);
    var files = folder.isPresent() ? folder.get().list() : List.<WorkspaceFile>of();
    Answers.json(request, response, new Listed(files.stream().map(FileView::of).toList()));
  }
}
