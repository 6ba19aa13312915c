package taskloom.runner;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What one task's folder still takes. All uploads that are on their way into it draw on the same
/// one, so that together they keep the bounds that each keeps alone. Safe from any thread.
final class Allowance {
  private final FileBounds bounds;
  private int drawers; // under the map's lock of this task
  private long bytes; // in the folder
  private int files;
  private long coming; // on their way in
  private int filesComing;

  private Allowance(FileBounds bounds) {
    this.bounds = bounds;
  }

  /// Those in use, by task. Safe from any thread.
  static final class OfTasks {
    private final ConcurrentHashMap<String, Allowance> inUse = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Map<Long, Long>> uploads = new ConcurrentHashMap<>();
    private final FileBounds bounds;
    private final OwnerQuotas quotas;

    OfTasks(FileBounds bounds, OwnerQuotas quotas) {
      this.bounds = bounds;
      this.quotas = quotas;
    }

    /// Of tasks whose code runs: what came in meanwhile, by inode, with its bytes on the disk.
    ConcurrentHashMap<String, Map<Long, Long>> uploads() {
      return uploads;
    }

    OwnerQuotas quotas() {
      return quotas;
    }

    FileBounds bounds() {
      return bounds;
    }

    /// The task's, its folder counted anew. Each must be left again.
    Allowance enter(String taskId, Workspace workspace) throws IOException {
      var allowance =
          inUse.compute(
              taskId,
              (_, known) -> {
                var shared = known == null ? new Allowance(bounds) : known;
                shared.drawers++;
                return shared;
              });
      try {
        allowance.count(workspace);
        return allowance;
      } catch (IOException | RuntimeException e) {
        leave(taskId);
        throw e;
      }
    }

    /// One upload less draws on the task's.
    void leave(String taskId) {
      inUse.computeIfPresent(taskId, (_, shared) -> --shared.drawers == 0 ? null : shared);
    }
  }

  /// Puts files in their places.
  @FunctionalInterface
  interface Placing {
    void run() throws IOException;
  }

  private synchronized void count(Workspace workspace) throws IOException {
    var use = workspace.use(Integer.MAX_VALUE);
    bytes = use.sizes();
    files = Math.max(0, use.entries() - 1); // without the folder itself
  }

  /// Takes one more file in, unless that is too many.
  synchronized boolean takeFile() {
    if (files + filesComing >= bounds.files()) {
      return false;
    }
    filesComing++;
    return true;
  }

  /// Takes so many more bytes in, unless those are too many.
  synchronized boolean take(int more) {
    if (bytes + coming + more > bounds.total()) {
      return false;
    }
    coming += more;
    return true;
  }

  /// What was taken in does not come after all.
  synchronized void giveBack(int lessFiles, long less) {
    filesComing -= lessFiles;
    coming -= less;
  }

  /// Files that were taken in come into the folder; nobody counts meanwhile.
  synchronized void place(int count, long size, Placing placing) throws IOException {
    placing.run();
    giveBack(count, size);
    files += count;
    bytes += size;
  }
}
