package taskloom.runner;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalInt;

/// Gives files to the user that runs a task's code, where that is not the server's own.
final class Ownership {
  private Ownership() {}

  /// Whose a file is; empty where there is none, and where users have no numbers.
  static OptionalInt of(Path path) {
    try {
      return OptionalInt.of((int) Files.getAttribute(path, "unix:uid"));
    } catch (IOException | UnsupportedOperationException _) {
      return OptionalInt.empty();
    }
  }

  /// Gives one file or folder, never what a link points to.
  static void give(Path path, OptionalInt owner) throws IOException {
    if (owner.isPresent()) {
      Files.setAttribute(path, "unix:gid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /// Gives a folder with all in it, where it is another's. Nothing may run in it meanwhile.
  static void giveAll(Path folder, OptionalInt owner) throws IOException {
    if (owner.isEmpty() || Files.getAttribute(folder, "unix:uid").equals(owner.getAsInt())) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            give(path, owner);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            give(path, owner);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
