package taskloom.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/// Files on a disk that can be full: writing then fails as the operating system lets it fail.
public final class FailingFiles extends FilePathWrapper {
  private static final Set<String> FULL = ConcurrentHashMap.newKeySet();

  static void register() {
    FilePath.register(new FailingFiles());
  }

  /// From now on, or no more, the disk is full for files whose path contains `directory`.
  static void full(String directory, boolean full) {
    if (full) {
      FULL.add(directory);
    } else {
      FULL.remove(directory);
    }
  }

  @Override
  public String getScheme() {
    return "failing";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(getBase().open(mode), name);
  }

  private static final class Channel extends FileBaseDefault {
    private final FileChannel file;
    private final String name;

    Channel(FileChannel file, String name) {
      this.file = file;
      this.name = name;
    }

    private void requireSpace() throws IOException {
      if (FULL.stream().anyMatch(name::contains)) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
      return file.read(to, position);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      requireSpace();
      return file.write(from, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      file.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
