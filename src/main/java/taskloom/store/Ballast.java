package taskloom.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// A file of zeros beside the history's, given up when the disk is full: the history can then go on
/// to write how tasks end, and that some are deleted, which makes room again. New tasks are refused
/// until there is. Without a memory of its own: what is so stands on the disk. Safe from any
/// thread.
final class Ballast {
  private static final Logger LOG = System.getLogger(Ballast.class.getName());
  private static final int SIZE = 8 << 20;

  /// With so much free it is made (again).
  private static final long PLENTY = 8L * SIZE;

  private final @Nullable Path file;

  private Ballast(@Nullable Path file) {
    this.file = file;
  }

  /// Beside the history's file in this folder.
  static Ballast in(Path directory) {
    return new Ballast(directory.toAbsolutePath().resolve("taskloom.ballast"));
  }

  /// For a history that is in memory.
  static Ballast none() {
    return new Ballast(null);
  }

  /// Makes the file where it is missing and there is room. Takes some milliseconds.
  void fill() {
    if (file == null || Files.exists(file) || free(file) < PLENTY) {
      return;
    }
    var growing = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(growing, new byte[SIZE]); // no hole: a hole takes nothing
      Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no space could be set aside for a full disk", e);
      delete(growing);
    }
  }

  /// Gives it up.
  ///
  /// @return whether there was something to give up
  boolean release() {
    var released = file != null && Files.exists(file) && delete(file);
    if (released) {
      LOG.log(
          Level.ERROR,
          "the disk of the data folder is full: no new tasks are taken until there is room again");
    }
    return released;
  }

  /// @throws Refusal `storage_full` where it was given up and there is no room yet
  void check() {
    if (file != null && !Files.exists(file) && free(file) < PLENTY) {
      throw Refusal.inBoth(
          ErrorCode.STORAGE_FULL,
          "服务器磁盘已满：请删除不再需要的任务或文件，或请管理员腾出空间",
          "The server's disk is full: delete tasks or files that are no longer needed, or have its"
              + " operator make room");
    }
  }

  private static long free(Path file) {
    return file.toFile().getAbsoluteFile().getParentFile().getUsableSpace();
  }

  private static boolean delete(Path file) {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException _) {
      return false;
    }
  }
}
