package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// Gives files to the user that runs a task's code, where that is not the server's own.
final class Ownership {
  private static final int DEPTH = 48;

  private Ownership() {}

  /// Whose a file of the system is; empty where there is none, and where users have no numbers.
  static OptionalInt of(Path path) {
    try {
      return OptionalInt.of((int) Files.getAttribute(path, "unix:uid"));
    } catch (IOException | UnsupportedOperationException _) {
      return OptionalInt.empty();
    }
  }

  /// Gives the folder `name` of `parent` with all in it, where it is another's. Links are given
  /// themselves, never what they point to.
  static void giveAll(Folder parent, String name, OptionalInt owner) throws IOException {
    if (owner.isEmpty() || parent.status(name).user() == owner.getAsInt()) {
      return;
    }
    try (var folder = parent.enter(name)) {
      give(folder, owner, DEPTH);
    }
    parent.give(name, owner); // last: a hand-over that was cut off is begun again
  }

  private static void give(Folder folder, OptionalInt owner, int depth) throws IOException {
    for (var name : folder.names(Integer.MAX_VALUE)) {
      try {
        if (depth > 0 && folder.status(name).isFolder()) {
          try (var inner = folder.enter(name)) {
            give(inner, owner, depth - 1);
          }
        }
        folder.give(name, owner);
      } catch (NoSuchFileException | NotDirectoryException _) {
        // gone since it was named
      }
    }
  }
}
