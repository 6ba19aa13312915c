package taskloom.runner;

import java.time.Instant;
import java.util.Locale;

/// A file in a task's folder.
///
/// @param path relative to the folder, with `/`
/// @param size bytes
public record WorkspaceFile(String path, long size, Instant createdAt) {
  /// The last part of the path.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// That as other systems may be told to save it: it names no folder, no device, and hides no
  /// ending.
  public String safeName() {
    return WindowsNames.part(name());
  }

  /// The ending in small letters (`csv`), or `file` where there is none.
  public String type() {
    var name = name();
    var dot = name.lastIndexOf('.');
    return dot <= 0 || dot == name.length() - 1
        ? "file"
        : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
