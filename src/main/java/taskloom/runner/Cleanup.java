package taskloom.runner;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import taskloom.runner.SystemCalls.Status;

/// Makes room in a task's folder that its code has filled: removes what was written since the
/// cell's start, the largest files first, until enough is free. Files that came in from outside
/// meanwhile stay. Once the code's processes have all ended.
final class Cleanup {
  private static final int DEPTH = 48;
  private static final long COARSE = 20_000_000; // nanoseconds

  private final long since;
  private final Map<Long, Long> uploads;
  private final List<Written> written = new ArrayList<>();

  /// @param path from the top, by raw names
  private record Written(List<String> path, long bytes) {}

  /// @param uploads bytes on the disk of files that came from outside, by inode
  Cleanup(Instant since, Map<Long, Long> uploads) {
    // A file's times come from a coarser clock.
    this.since = since.getEpochSecond() * 1_000_000_000 + since.getNano() - COARSE;
    this.uploads = uploads;
  }

  /// Removes until at most `bytes` and `entries` are left; before that, what lies deeper than it
  /// can be counted.
  void run(Folder top, long bytes, int entries) throws IOException {
    look(top, List.of(), DEPTH);
    written.sort(Comparator.comparingLong(Written::bytes).reversed());
    if (DiskUse.of(top, Integer.MAX_VALUE).entries() - 1 > entries) {
      removeEmpty(top, DEPTH);
    }
    var use = DiskUse.of(top, Integer.MAX_VALUE);
    var left = use.bytes();
    var count = use.entries() - 1;
    for (var file : written) {
      if (left <= bytes && count <= entries) {
        return;
      }
      if (removed(top, file.path(), 0)) {
        left -= file.bytes();
        count--;
      }
    }
    if (count > entries) {
      removeEmpty(top, DEPTH);
    }
  }

  private void look(Folder folder, List<String> path, int depth) throws IOException {
    for (var name : folder.names(Integer.MAX_VALUE)) {
      try {
        var status = folder.status(name);
        var here = new ArrayList<>(path);
        here.add(name);
        if (!status.isFolder()) {
          if (status.changed() >= since && !isUpload(status)) {
            written.add(new Written(here, Math.max(status.size(), status.allocated())));
          }
        } else if (depth == 0) {
          Tree.delete(folder, name);
        } else {
          try (var inner = folder.enter(name)) {
            if ((status.mode() & 0700) != 0700) {
              inner.unlock();
            }
            look(inner, here, depth - 1);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException _) {
        // gone since it was named
      }
    }
  }

  /// One that code has made larger meanwhile is its own.
  private boolean isUpload(Status status) {
    var whole = uploads.get(status.inode());
    return whole != null && Math.max(status.size(), status.allocated()) <= whole;
  }

  private static boolean removed(Folder folder, List<String> path, int at) throws IOException {
    try {
      if (at == path.size() - 1) {
        folder.deleteFile(path.get(at));
        return true;
      }
      try (var inner = folder.enter(path.get(at))) {
        return removed(inner, path, at + 1);
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      return false;
    }
  }

  /// Tens of thousands of folders with nothing in them are nobody's work.
  private static void removeEmpty(Folder folder, int depth) throws IOException {
    for (var name : folder.names(Integer.MAX_VALUE)) {
      try {
        if (depth > 0 && folder.status(name).isFolder()) {
          try (var inner = folder.enter(name)) {
            removeEmpty(inner, depth - 1);
          }
          folder.deleteFolder(name);
        }
      } catch (NoSuchFileException | NotDirectoryException _) {
        // gone since it was named
      } catch (FolderException e) {
        if (!e.isNotEmpty()) {
          throw e;
        }
      }
    }
  }
}
