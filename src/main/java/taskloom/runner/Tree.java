package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/// Removes whatever model-written code may have left: folders nested deeper than a path can name,
/// folders without permissions, links. Nothing may run in the folder meanwhile.
final class Tree {
  /// Below this, folders are moved up to the top first: a path stays within what the system takes.
  private static final int DEPTH = 8;

  private Tree() {}

  /// Removes everything in `folder`, which itself stays.
  static void empty(Path folder) throws IOException {
    var again = true;
    while (again) {
      try (var top = Folder.open(folder)) {
        again = emptied(top, top, folder, DEPTH);
      }
    }
  }

  /// Whether something was moved up instead of removed.
  private static boolean emptied(Folder top, Folder folder, Path path, int depth)
      throws IOException {
    var moved = false;
    for (var name : folder.names(Integer.MAX_VALUE)) {
      if (!folder.attributes(name).isDirectory()) {
        folder.deleteFile(name);
        continue;
      }
      var below = path.resolve(name);
      Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("rwx------"));
      if (depth == 0) {
        folder.move(name, top, Path.of(UUID.randomUUID().toString()));
        moved = true;
      } else {
        try (var inner = folder.enter(name)) {
          moved |= emptied(top, inner, below, depth - 1);
        }
        folder.deleteFolder(name);
      }
    }
    return moved;
  }
}
