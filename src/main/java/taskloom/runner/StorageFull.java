package taskloom.runner;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// How it is told that the server's disk is full, which is nobody's fault and no fault of the
/// server's.
final class StorageFull {
  private StorageFull() {}

  /// What to answer.
  static Refusal refusal() {
    return new Refusal(
        ErrorCode.STORAGE_FULL,
        "The server's disk is almost full: delete tasks or files that are no longer needed, or have"
            + " its operator make room");
  }

  /// Whether that is why something failed.
  static boolean is(IOException problem) {
    var words = problem instanceof FileSystemException file ? file.getReason() : null;
    return isFull(words) || isFull(problem.getMessage());
  }

  /// Throws what to answer where that is why; else gives the problem back.
  static IOException or(IOException problem) {
    if (is(problem)) {
      throw refusal();
    }
    return problem;
  }

  private static boolean isFull(@Nullable String words) {
    return words != null
        && (words.contains("No space left on device") || words.contains("Disk quota exceeded"));
  }
}
