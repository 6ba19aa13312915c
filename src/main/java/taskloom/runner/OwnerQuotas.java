package taskloom.runner;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What the folders of all of an owner's tasks may hold together. What is on the disk is counted
/// when an upload begins; a folder in which nothing has happened is not counted anew. Safe from any
/// thread.
public final class OwnerQuotas {
  /// Another process may write into the folders, too.
  private static final Duration COUNT_GOOD_FOR = Duration.ofMinutes(10);

  private final long bound;
  private final Function<String, Optional<String>> ownerOf;
  private final ConcurrentHashMap<String, Counted> counts = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Owner> owners = new ConcurrentHashMap<>();

  /// @param at of `System.nanoTime`
  private record Counted(String owner, long bytes, long at) {}

  private static final class Owner {
    int draws; // under the map's lock of this owner
    long held;
    long coming;
  }

  /// @param bound bytes; 0 for none
  /// @param ownerOf a task's owner; empty for a task that is not stored, or not yet
  public OwnerQuotas(long bound, Function<String, Optional<String>> ownerOf) {
    this.bound = bound;
    this.ownerOf = ownerOf;
  }

  /// No bound.
  public static OwnerQuotas none() {
    return new OwnerQuotas(0, _ -> Optional.empty());
  }

  /// Something has happened in a task's folder.
  void changed(String taskId) {
    counts.remove(taskId);
  }

  /// Begins an upload into the folder of an owner's task below `root`.
  Draw draw(Path root, String owner, String taskId) throws IOException {
    if (bound == 0) {
      return new Draw(owner, taskId, new Owner());
    }
    var shared =
        owners.compute(
            owner,
            (_, known) -> {
              var found = known == null ? new Owner() : known;
              found.draws++;
              return found;
            });
    var draw = new Draw(owner, taskId, shared);
    try {
      synchronized (shared) {
        shared.held = held(root, owner);
      }
      return draw;
    } catch (IOException | RuntimeException e) {
      draw.close();
      throw e;
    }
  }

  private long held(Path root, String owner) throws IOException {
    long held = 0;
    try (var folder = Folder.open(root)) {
      for (var name : folder.names(Integer.MAX_VALUE)) {
        if (!name.startsWith(".")) {
          var counted = counted(folder, name);
          held += counted.owner().equals(owner) ? counted.bytes() : 0;
        }
      }
    }
    return held;
  }

  private Counted counted(Folder root, String taskId) throws IOException {
    var known = counts.get(taskId);
    if (known != null && System.nanoTime() - known.at() < COUNT_GOOD_FOR.toNanos()) {
      return known;
    }
    var owner = known == null ? ownerOf.apply(taskId) : Optional.of(known.owner());
    if (owner.isEmpty()) {
      return new Counted("", 0, 0);
    }
    try (var folder = root.enter(taskId)) {
      var bytes = DiskUse.of(folder, Integer.MAX_VALUE).bytes();
      var counted = new Counted(owner.get(), bytes, System.nanoTime());
      counts.put(taskId, counted);
      return counted;
    } catch (NoSuchFileException | NotDirectoryException _) {
      return new Counted("", 0, 0);
    }
  }

  /// What one upload draws. One thread at a time; close it.
  final class Draw implements AutoCloseable {
    private final String owner;
    private final String taskId;
    private final Owner shared;
    private boolean closed;

    private Draw(String owner, String taskId, Owner shared) {
      this.owner = owner;
      this.taskId = taskId;
      this.shared = shared;
    }

    /// Takes so many bytes more.
    ///
    /// @throws Refusal `quota_exceeded` where those are too many; they are taken nevertheless, to
    ///   be given back with the rest
    void take(long more) {
      synchronized (shared) {
        shared.coming += more;
        if (bound > 0 && shared.held + shared.coming > bound) {
          throw new Refusal(
              ErrorCode.QUOTA_EXCEEDED,
              "The files of all your tasks hold at most %d MB together: delete tasks or files that"
                      .formatted(bound / 1_000_000)
                  + " you no longer need");
        }
      }
    }

    /// What was taken does not come after all.
    void giveBack(long less) {
      synchronized (shared) {
        shared.coming -= less;
      }
    }

    /// What was taken is in the folder.
    void keep(long arrived) {
      synchronized (shared) {
        shared.coming -= arrived;
        shared.held += arrived;
      }
      changed(taskId);
    }

    @Override
    public void close() {
      if (!closed && bound > 0) {
        closed = true;
        owners.computeIfPresent(owner, (_, known) -> --known.draws == 0 ? null : known);
      }
    }
  }
}
