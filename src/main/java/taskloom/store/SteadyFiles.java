package taskloom.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/// H2's files, read and written so that interrupting a thread does no harm. A [FileChannel] closes
/// when a thread is interrupted in it, and with it goes the whole database: a cancelled worker that
/// looks something up would end the store for everybody. A [RandomAccessFile] does not close, and
/// the thread stays interrupted. (H2's own `retry:` reopens the file but swallows the interrupt.)
///
/// Public only because H2 makes instances of it.
public final class SteadyFiles extends FilePathWrapper {
  /// What a database path begins with to be opened this way.
  static final String SCHEME = "steady";

  /// Makes the scheme known to H2; again does nothing new.
  static void register() {
    FilePath.register(new SteadyFiles());
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    var path = Path.of(getBase().toString());
    var ballast = Ballast.in(path.toAbsolutePath().resolveSibling(""));
    return new Channel(new RandomAccessFile(path.toFile(), mode), mode.startsWith("rw"), ballast);
  }

  private static final class Channel extends FileBaseDefault {
    private final RandomAccessFile file;
    private final boolean writable;
    private final Ballast ballast;

    Channel(RandomAccessFile file, boolean writable, Ballast ballast) {
      this.file = file;
      this.writable = writable;
      this.ballast = ballast;
    }

    @Override
    public long size() throws IOException {
      return file.length();
    }

    @Override
    public synchronized int read(ByteBuffer to, long position) throws IOException {
      file.seek(position);
      int read = file.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
      to.position(to.position() + Math.max(read, 0));
      return read;
    }

    @Override
    public synchronized int write(ByteBuffer from, long position) throws IOException {
      if (!writable) {
        throw new NonWritableChannelException();
      }
      int length = from.remaining();
      try {
        write(from, length, position);
      } catch (IOException e) {
        // H2 would close the whole database.
        if (!isFull(e) || !ballast.release()) {
          throw e;
        }
        write(from, length, position);
      }
      from.position(from.limit());
      return length;
    }

    private void write(ByteBuffer from, int length, long position) throws IOException {
      file.seek(position);
      file.write(from.array(), from.arrayOffset() + from.position(), length);
    }

    private static boolean isFull(IOException problem) {
      var message = String.valueOf(problem.getMessage());
      return message.contains("No space left") || message.contains("quota exceeded");
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
      if (size < file.length()) {
        file.setLength(size);
      }
    }

    @Override
    public void force(boolean metaData) throws IOException {
      file.getFD().sync();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.getChannel().tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
