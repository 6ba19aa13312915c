package taskloom.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.temporal.ChronoUnit;
import taskloom.runner.WorkspaceFile;

/// A file as the routes show it. `name` is its path inside the task's folder, which is what the
/// other routes take; `path` is the same.
record FileView(
    String name,
    String type,
    long size,
    String path,
    @JsonProperty("created_at") String createdAt) {
  static FileView of(WorkspaceFile file) {
    return new FileView(
        file.path(),
        file.type(),
        file.size(),
        file.path(),
        file.createdAt().truncatedTo(ChronoUnit.MILLIS).toString());
  }
}
