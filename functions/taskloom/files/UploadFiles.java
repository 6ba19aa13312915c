package taskloom.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import taskloom.engine.Caller;
import taskloom.runner.Workspace;
import taskloom.runner.WorkspaceFile;
import taskloom.server.Answers;
import taskloom.server.Invalid;
import taskloom.server.Multipart;
import taskloom.server.OwnedHandler;

/// `POST /{task_id}/upload`: more files into a task's folder, over those of the same names; an
/// archive is unpacked.
public final class UploadFiles implements OwnedHandler {
  private record Uploaded(
      boolean success, @JsonProperty("uploaded_files") List<FileView> uploadedFiles) {}

  private final TaskFolders folders;

  /// Uploads into `folders`.
  public UploadFiles(TaskFolders folders) {
    this.folders = folders;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    var stored = new ArrayList<WorkspaceFile>();
    // The form first: whatever the answer is, it is given once the form has been read.
    try (var form = Multipart.of(request)) {
      var folder = folders.of(caller, request);
      try {
        store(form, caller, folder, stored);
      } finally {
        // Those before a bad one are there.
        if (!stored.isEmpty()) {
          folders.count(caller, folder);
        }
      }
    }
    var views = stored.stream().map(FileView::of).toList();
    Answers.json(request, response, new Uploaded(true, views));
  }

  private static void store(
      Multipart form, Caller caller, Workspace folder, List<WorkspaceFile> stored)
      throws IOException {
    try (var intake = folder.intake(caller.owner())) {
      for (var part = form.next(); part.isPresent(); part = form.next()) {
        if (!part.get().name().equals("files")) {
          throw new Invalid("body", part.get().name(), "is no field of this form", "unknown");
        }
        stored.addAll(Uploads.store(intake, part.get()));
      }
    }
    if (stored.isEmpty()) {
      throw new Invalid("body", "files", "is required", "missing");
    }
  }
}
