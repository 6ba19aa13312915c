package taskloom.runner;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What a folder holds. Links are counted, never followed.
///
/// @param sizes of all files, as long as they say they are
/// @param bytes that all of it takes on the disk or, where that is more, says it has
/// @param entries files and folders, itself included
/// @param outOfSight whether something in it cannot be counted: folders deeper than anyone needs,
///   or closed ones
record DiskUse(long sizes, long bytes, int entries, boolean outOfSight) {
  private static final int DEPTH = 48;

  /// Looks through `folder`, stopping early once it has seen `most` entries.
  static DiskUse of(Folder folder, int most) throws IOException {
    var count = new Count(most);
    count.entries++;
    count.count(folder, DEPTH);
    return new DiskUse(count.sizes, count.bytes, count.entries, count.outOfSight);
  }

  private static final class Count {
    private final int most;
    private long sizes;
    private long bytes;
    private int entries;
    private boolean outOfSight;

    Count(int most) {
      this.most = most;
    }

    void count(Folder folder, int depth) throws IOException {
      for (var name : folder.names(Math.max(1, most - entries + 1))) {
        if (entries > most) {
          return;
        }
        try {
          var status = folder.status(name);
          entries++;
          bytes += Math.max(status.isFolder() ? 0 : status.size(), status.allocated());
          sizes += status.isFolder() ? 0 : status.size();
          if (status.isFolder()) {
            enter(folder, name, depth);
          }
        } catch (NoSuchFileException | NotDirectoryException _) {
          // gone since it was named
        }
      }
    }

    private void enter(Folder folder, String name, int depth) throws IOException {
      if (depth == 0) {
        outOfSight = true;
        return;
      }
      try (var inner = folder.enter(name)) {
        count(inner, depth - 1);
      } catch (FolderException _) {
        outOfSight = true; // closed
      }
    }
  }
}
