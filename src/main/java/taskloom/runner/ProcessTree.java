package taskloom.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /// Whether a process still runs; one that has ended and that nobody has taken note of does not.
  static boolean isAlive(long pid) {
    var stat = words(PROC.resolve(pid + "/stat"));
    var state = stat.isEmpty() ? "Z" : afterName(stat);
    return !state.equals("Z") && !state.equals("X");
  }

  /// The name, in parentheses, may hold anything.
  private static String afterName(List<String> stat) {
    for (var at = stat.size() - 2; at > 0; at--) {
      if (stat.get(at).endsWith(")")) {
        return stat.get(at + 1);
      }
    }
    return "R";
  }

  /// Bytes on a disk of files that were deleted but are still open or mapped: no walk sees them.
  /// (Nor does anybody see those that are on their way from one process to another: the reserve of
  /// the disk is for them.)
  long deletedButHeld(List<Long> pids, long device) {
    var found = new HashMap<Long, Long>();
    for (var pid : pids) {
      for (var descriptor : entries(PROC.resolve(pid + "/fd"))) {
        count(descriptor.toString(), device, found);
      }
      for (var mapping : lines(PROC.resolve(pid + "/maps"))) {
        if (mapping.endsWith(" (deleted)")) {
          var range = mapping.substring(0, Math.max(0, mapping.indexOf(' ')));
          count(PROC.resolve(pid + "/map_files/" + range).toString(), device, found);
        }
      }
    }
    return found.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void count(String path, long device, Map<Long, Long> found) {
    try {
      var status = SystemCalls.status(SystemCalls.NO_FOLDER, path, true);
      if (status.isFile() && status.links() == 0 && status.device() == device) {
        found.put(status.inode(), Math.max(status.size(), status.allocated()));
      }
    } catch (IOException _) {
      // closed meanwhile
    }
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

  private static List<String> lines(Path file) {
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException _) {
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
