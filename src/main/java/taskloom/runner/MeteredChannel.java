package taskloom.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// A file of which only so much is given to read.
final class MeteredChannel implements SeekableByteChannel {
  private final SeekableByteChannel file;
  private long left;

  MeteredChannel(SeekableByteChannel file, long bytes) {
    this.file = file;
    this.left = bytes;
  }

  /// From here on, so much.
  void allow(long bytes) {
    left = bytes;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    var read = file.read(target);
    left -= read;
    if (left < 0) {
      throw new IOException("more is read than there should be");
    }
    return read;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return file.write(source);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    return file.truncate(size);
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
