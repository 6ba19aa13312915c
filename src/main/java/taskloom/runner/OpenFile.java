package taskloom.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/// A file opened for reading: what was checked is what is read, whatever becomes of the name
/// meanwhile. Close it.
public final class OpenFile implements AutoCloseable {
  private final WorkspaceFile file;
  private final SeekableByteChannel channel;

  OpenFile(WorkspaceFile file, SeekableByteChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Its name, size and age when it was opened.
  public WorkspaceFile file() {
    return file;
  }

  /// Its bytes; at most `file().size()` of them are promised.
  public InputStream stream() {
    return Channels.newInputStream(channel);
  }

  /// Its bytes from an offset, for ranges.
  public InputStream streamFrom(long offset) throws IOException {
    channel.position(offset);
    return stream();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
