package taskloom.files;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import taskloom.engine.Caller;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;

/// `GET /{task_id}/download-all`: all of a task's files as a ZIP archive, made while it is sent.
public final class DownloadAll implements OwnedHandler {
  private static final Header ZIP =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/zip");

  private final TaskFolders folders;

  /// Sends from `folders`.
  public DownloadAll(TaskFolders folders) {
    this.folders = folders;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException {
    var folder = folders.of(caller, request);
    response
        .header(ZIP)
        .header(
            HeaderNames.CONTENT_DISPOSITION,
            "attachment; filename=" + folder.taskId() + "_all_files.zip");
    if (Answers.isHead(request)) {
      response.send();
      return;
    }
    var out = response.outputStream();
    folder.zip(out);
    out.close();
  }
}
