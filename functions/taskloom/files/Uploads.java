package taskloom.files;

import java.io.IOException;
import java.util.List;
import taskloom.runner.Intake;
import taskloom.runner.WorkspaceFile;
import taskloom.server.Invalid;
import taskloom.server.Multipart;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Takes files out of forms.
public final class Uploads {
  private Uploads() {}

  /// Stores the file in a part, or the files in the archive it is; nothing for an input in which no
  /// file was chosen.
  ///
  /// @throws Invalid for a name that leads out of the folder, and for a broken archive
  /// @throws Refusal `PAYLOAD_TOO_LARGE` past a bound
  public static List<WorkspaceFile> store(Intake intake, Multipart.Part part) throws IOException {
    var name = part.fileName().orElse("");
    if (name.isEmpty()) {
      if (part.content().read() < 0) {
        return List.of();
      }
      throw new Invalid("body", part.name(), "must be a file with a file name", "value_error");
    }
    try {
      return Intake.isArchive(name)
          ? intake.unpack(name, part.content())
          : List.of(intake.store(name, part.content()));
    } catch (Refusal refusal) {
      throw refusal.code() == ErrorCode.VALIDATION
          ? new Invalid("body", part.name(), refusal.sentence(), "value_error")
          : refusal;
    }
  }
}
