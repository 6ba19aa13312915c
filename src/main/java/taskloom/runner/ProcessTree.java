package taskloom.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A process and everything below it, as `/proc` shows them. Processes come and go while it looks:
/// what is gone counts nothing.
///
/// @param roots where to begin; empty when the processes are out of this machine's sight
record ProcessTree(List<Long> roots) {
  private static final Path PROC = Path.of("/proc");
  private static final int PAGE = 4096;

  /// All process ids, parents before children.
  List<Long> pids() {
    var found = new ArrayList<Long>();
    var todo = new ArrayDeque<>(roots);
    while (!todo.isEmpty()) {
      var pid = todo.remove();
      found.add(pid);
      for (var thread : entries(PROC.resolve(pid + "/task"))) {
        for (var child : words(thread.resolve("children"))) {
          todo.add(Long.parseLong(child));
        }
      }
    }
    return found;
  }

  /// Bytes of memory that all of them hold. Pages that forked processes share are counted once, as
  /// far as the kernel lets us ask; only asked when the simple sum is past `bound`.
  long memory(List<Long> pids, long bound) {
    long sum = 0;
    for (var pid : pids) {
      sum += resident(pid);
    }
    if (sum <= bound) {
      return sum;
    }
    sum = 0;
    for (var pid : pids) {
      sum += proportional(pid);
    }
    return sum;
  }

  /// Bytes of files below `folder`'s device that were deleted but are still open: no walk sees
  /// them.
  long deletedButOpen(List<Long> pids, Object device) {
    long sum = 0;
    for (var pid : pids) {
      for (var descriptor : entries(PROC.resolve(pid + "/fd"))) {
        try {
          var file = Files.readAttributes(descriptor, BasicFileAttributes.class);
          if (file.isRegularFile()
              && Files.getAttribute(descriptor, "unix:nlink").equals(0)
              && Files.getAttribute(descriptor, "unix:dev").equals(device)) {
            sum += file.size();
          }
        } catch (IOException _) {
          // closed meanwhile
        }
      }
    }
    return sum;
  }

  private static long resident(long pid) {
    var words = words(PROC.resolve(pid + "/statm"));
    return words.size() < 2 ? 0 : Long.parseLong(words.get(1)) * PAGE;
  }

  private static long proportional(long pid) {
    var words = words(PROC.resolve(pid + "/smaps_rollup"));
    var at = words.indexOf("Pss:");
    return at < 0 ? resident(pid) : Long.parseLong(words.get(at + 1)) << 10;
  }

  private static List<Path> entries(Path folder) {
    try (var stream = Files.newDirectoryStream(folder)) {
      var entries = new ArrayList<Path>();
      stream.forEach(entries::add);
      return entries;
    } catch (IOException | DirectoryIteratorException _) {
      return List.of();
    }
  }

  private static List<String> words(Path file) {
    try {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    } catch (IOException _) {
      return List.of();
    }
  }
}
