package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Removes whatever model-written code may have left: folders nested deeper than a path can name,
/// folders without permissions, links. Nothing may run in the folder meanwhile.
final class Tree {
  /// Below this, folders are moved up to the top first: a path stays within what the system takes.
  private static final int DEPTH = 8;

  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

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

  /// Removes what was written since `when`, the largest files first, until at most `bytes` and
  /// `entries` are left; before that, whatever cannot be looked into. Nothing may run in it
  /// meanwhile.
  static void makeRoom(Path folder, Instant when, long bytes, int entries) throws IOException {
    record Written(Path path, long size) {}
    var written = new ArrayList<Written>();
    for (var path : children(folder)) {
      if (DiskUse.of(path, Integer.MAX_VALUE).outOfSight()) {
        delete(path);
      }
    }
    var use = DiskUse.of(folder, Integer.MAX_VALUE);
    try (var walk = Files.walk(folder)) {
      for (var path : (Iterable<Path>) walk::iterator) {
        // The time of the last change of any kind: unlike the others, code cannot set it.
        var changed = (FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            && !changed.toInstant().isBefore(when)) {
          written.add(
              new Written(
                  path, (Long) Files.getAttribute(path, "size", LinkOption.NOFOLLOW_LINKS)));
        }
      }
    }
    written.sort(Comparator.comparingLong(Written::size).reversed());
    var left = use.bytes();
    var count = use.entries();
    for (var file : written) {
      if (left > bytes || count > entries) {
        Files.delete(file.path());
        left -= file.size();
        count--;
      }
    }
    for (var path : count > entries ? children(folder) : List.<Path>of()) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        delete(path); // tens of thousands of folders: nobody's work
      }
    }
  }

  /// Removes a file, a link, or a folder with all in it.
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(path, OPEN);
      empty(path);
    }
    Files.delete(path);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (var list = Files.list(folder)) {
      return list.toList();
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
      Files.setPosixFilePermissions(below, OPEN);
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
