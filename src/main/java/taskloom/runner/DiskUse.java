package taskloom.runner;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a folder holds. Links are counted, never followed.
///
/// @param bytes of all files, as long as they say they are
/// @param entries files and folders
/// @param outOfSight whether something in it cannot be counted: folders deeper than anyone needs,
///   or closed ones
record DiskUse(long bytes, int entries, boolean outOfSight) {
  private static final int DEPTH = 48;

  /// Looks through `folder`, stopping early once it has seen `most` entries.
  static DiskUse of(Path folder, int most) throws IOException {
    var count = new Count(most);
    Files.walkFileTree(folder, Set.of(), DEPTH, count);
    return new DiskUse(count.bytes, count.entries, count.outOfSight);
  }

  private static final class Count implements FileVisitor<Path> {
    private final int most;
    private long bytes;
    private int entries;
    private boolean outOfSight;

    Count(int most) {
      this.most = most;
    }

    private FileVisitResult count(long size) {
      bytes += size;
      entries++;
      return entries > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return count(0);
    }

    /// Folders come here too, at the greatest depth.
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      outOfSight |= attributes.isDirectory();
      return count(attributes.size());
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) {
      outOfSight |= !(problem instanceof NoSuchFileException); // that one is gone, which is fine
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
      return FileVisitResult.CONTINUE;
    }
  }
}
