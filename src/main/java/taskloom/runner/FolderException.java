package taskloom.runner;

import java.nio.file.FileSystemException;

/// A call on a name below a folder failed.
final class FolderException extends FileSystemException {
  private static final long serialVersionUID = 1L;
  private static final int NO_ACCESS = 13;
  private static final int IS_FOLDER = 21;
  private static final int NO_SPACE = 28;
  private static final int NOT_EMPTY = 39;
  private static final int QUOTA = 122;
  private final int error;

  /// @param error Linux's number
  FolderException(String name, int error) {
    super(name, null, reason(error));
    this.error = error;
  }

  boolean isNotEmpty() {
    return error == NOT_EMPTY;
  }

  /// Whether a folder was found where a file was to be removed.
  boolean isFolder() {
    return error == IS_FOLDER;
  }

  private static String reason(int error) {
    return switch (error) {
      case NO_ACCESS -> "Permission denied";
      case NO_SPACE -> "No space left on device";
      case NOT_EMPTY -> "Directory not empty";
      case QUOTA -> "Disk quota exceeded";
      default -> "error " + error;
    };
  }
}
