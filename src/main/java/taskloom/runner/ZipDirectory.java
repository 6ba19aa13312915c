package taskloom.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.OptionalLong;

/// The list at the end of a zip archive (APPNOTE 4.3.12, 4.3.14 to 4.3.16), looked through before
/// anything makes objects of it: an archive of a hundred megabytes can be nothing but that list.
final class ZipDirectory {
  /// A name, what else is told of a file, a comment: this much for each entry on the average.
  private static final int AVERAGE = 512;

  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int END_SIZE = 22;
  private static final int LOCATOR_SIZE = 20;
  private static final int END_64_SIZE = 56;
  private static final int ENTRY_SIZE = 46;
  private static final int MAX_COMMENT = 0xffff;
  private static final int WINDOW = 1 << 16;

  private final SeekableByteChannel file;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowAt;

  private ZipDirectory(SeekableByteChannel file) {
    this.file = file;
  }

  /// Its length in bytes, from its first entry to the end of the file; empty where it has more than
  /// `most` entries, or more to say of them than anybody would.
  ///
  /// @throws IOException where there is none
  static OptionalLong length(SeekableByteChannel file, int most) throws IOException {
    return new ZipDirectory(file).length(most);
  }

  private OptionalLong length(int most) throws IOException {
    var end = end();
    var start = Integer.toUnsignedLong(at(end, END_SIZE).getInt(16));
    var size = Integer.toUnsignedLong(at(end, END_SIZE).getInt(12));
    if (end >= LOCATOR_SIZE && at(end - LOCATOR_SIZE, LOCATOR_SIZE).getInt(0) == LOCATOR_64) {
      var end64 = at(end - LOCATOR_SIZE, LOCATOR_SIZE).getLong(8);
      if (at(end64, END_64_SIZE).getInt(0) != END_64) {
        throw new IOException("no list of files where it should be");
      }
      start = at(end64, END_64_SIZE).getLong(48);
      size = at(end64, END_64_SIZE).getLong(40);
    } else if (start + size < end) {
      start =
          end - size; // something stands before the archive, as in a program that unpacks itself
    }
    if (start < 0 || start > end) {
      throw new IOException("no list of files where it should be");
    }
    var bytes = 0L;
    var at = start;
    for (var count = 0; at + ENTRY_SIZE <= end && at(at, ENTRY_SIZE).getInt(0) == ENTRY; count++) {
      var entry = at(at, ENTRY_SIZE);
      var length = ENTRY_SIZE + unsigned(entry, 28) + unsigned(entry, 30) + unsigned(entry, 32);
      bytes += length;
      if (count >= most || bytes > (long) most * AVERAGE) {
        return OptionalLong.empty();
      }
      at += length;
    }
    return OptionalLong.of(file.size() - start);
  }

  private long end() throws IOException {
    for (var at = file.size() - END_SIZE;
        at >= Math.max(0, file.size() - END_SIZE - MAX_COMMENT);
        at--) {
      if (at(at, END_SIZE).getInt(0) == END) {
        return at;
      }
    }
    throw new IOException("no end of the list of files");
  }

  private static int unsigned(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }

  /// Bytes from there on, out of a window that is read anew where they are not in it.
  private ByteBuffer at(long position, int length) throws IOException {
    if (position < 0 || position + length > file.size()) {
      throw new IOException("cut off");
    }
    if (position < windowAt || position + length > windowAt + window.limit()) {
      windowAt = Math.max(0, Math.min(position - WINDOW / 4, file.size() - WINDOW));
      window = ByteBuffer.allocate((int) Math.min(WINDOW, file.size() - windowAt));
      file.position(windowAt);
      while (window.hasRemaining() && file.read(window) >= 0) {
        // to the end of the window
      }
      window.flip();
      if (position + length > windowAt + window.limit()) {
        throw new IOException("cut off");
      }
    }
    return window.slice((int) (position - windowAt), length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
