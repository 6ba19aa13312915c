package taskloom.runner;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.UUID;

/// Removes whatever model-written code may have left: folders nested deeper than anybody opens at
/// once, folders without permissions, links. Every step goes from one open folder to the next, so
/// code that still runs there can hold it up but not lead it anywhere else.
final class Tree {
  /// Below this, folders are moved up to the top first: not more of them are open at once.
  private static final int DEPTH = 8;

  private static final int MAX_PASSES = 1_000;

  private Tree() {}

  /// Removes everything in a folder of the server's own, which itself stays.
  static void empty(Path folder) throws IOException {
    try (var top = Folder.open(folder)) {
      empty(top);
    }
  }

  /// Removes everything in `top`, which itself stays.
  ///
  /// @throws IOException also where code keeps putting something in
  static void empty(Folder top) throws IOException {
    for (var pass = 0; pass < MAX_PASSES; pass++) {
      if (emptied(top, top, DEPTH)) {
        return;
      }
    }
    throw new IOException("a folder does not become empty");
  }

  /// Removes a file, a link, or a folder with all in it.
  static void delete(Folder parent, String name) throws IOException {
    for (var pass = 0; pass < MAX_PASSES; pass++) {
      try {
        if (!parent.status(name).isFolder()) {
          parent.deleteFile(name);
          return;
        }
        try (var inner = parent.enter(name)) {
          inner.unlock();
          empty(inner);
        }
        parent.deleteFolder(name);
        return;
      } catch (NotDirectoryException _) {
        // a link since we looked: that goes instead
      } catch (NoSuchFileException _) {
        return;
      } catch (FolderException e) {
        if (!e.isNotEmpty() && !e.isFolder()) {
          throw e;
        }
      }
    }
    throw new IOException("a folder does not become empty");
  }

  /// Whether `folder` was empty at last: nothing was moved up instead of removed, nor changed
  /// meanwhile.
  private static boolean emptied(Folder top, Folder folder, int depth) throws IOException {
    var empty = true;
    for (var name : folder.names(Integer.MAX_VALUE)) {
      try {
        if (!folder.status(name).isFolder()) {
          folder.deleteFile(name);
          continue;
        }
        try (var inner = folder.enter(name)) {
          inner.unlock();
          if (depth > 0) {
            empty &= emptied(top, inner, depth - 1);
          }
        }
        if (depth == 0) {
          folder.move(name, top, UUID.randomUUID().toString());
          empty = false;
        } else {
          folder.deleteFolder(name);
        }
      } catch (NoSuchFileException | NotDirectoryException _) {
        empty = false; // no longer what it was
      } catch (FolderException e) {
        if (!e.isNotEmpty() && !e.isFolder()) {
          throw e;
        }
        empty = false;
      }
    }
    return empty;
  }
}
