package taskloom.runner;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tar archive, entry by entry (POSIX.1-2017, "pax Interchange Format", and what GNU tar adds).
/// It keeps one entry's header and no more of the archive in memory, whatever that says: the
/// library's reader gathers the attributes of all headers that are said to be for all entries. One
/// thread at a time.
final class TarReader {
  /// Of one entry: names and attributes together.
  static final int MAX_HEADER = 64 << 10;

  private static final int BLOCK = 512;
  private final Counted in;
  private final byte[] block = new byte[BLOCK];
  private long contentEnd;
  private long paddedEnd;

  /// @param name as it stands there
  /// @param type `0` for an ordinary file, `5` for a folder
  /// @param size of its content, in bytes
  record Entry(String name, char type, long size) {
    boolean isFolder() {
      return type == '5' || (type == '0' && name.endsWith("/"));
    }

    boolean isFile() {
      return type == '0' && !name.endsWith("/");
    }
  }

  /// An archive that is broken, or has a header without end.
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  TarReader(InputStream in) {
    this.in = new Counted(new BufferedInputStream(in, 1 << 14));
  }

  /// How many bytes of the archive have been read, unpacked.
  long read() {
    return in.count;
  }

  /// The next entry, past what is left of the one before; null at the end.
  @Nullable Entry next() throws IOException {
    skipTo(paddedEnd);
    var longName = (String) null;
    var attributes = Map.<String, String>of();
    var room = MAX_HEADER;
    while (readHeader()) {
      var type = block[156] == 0 ? '0' : (char) (block[156] & 0xff);
      var size = number(124, 12);
      if (type != 'x' && type != 'g' && type != 'L' && type != 'K') {
        return entry(type, size, longName, attributes);
      }
      room -= BLOCK;
      if (size > room) {
        throw new Broken("a header is too long");
      }
      room -= (int) size;
      var content = in.readNBytes((int) size);
      if (content.length < size) {
        throw new EOFException();
      }
      skipTo(padded(in.count));
      switch (type) {
        case 'x' -> attributes = attributes(content);
        case 'L' -> longName = text(content, 0, content.length);
        default -> {
          // 'K' is a link's target, and no link is taken; 'g' holds for all that follow: neither a
          // name nor a size does
        }
      }
    }
    return null;
  }

  /// The content of the entry that was given last.
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        var left = contentEnd - in.count;
        if (left <= 0) {
          return -1;
        }
        var read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
          throw new EOFException();
        }
        return read;
      }
    };
  }

  private Entry entry(
      char type, long headerSize, @Nullable String longName, Map<String, String> attributes)
      throws Broken {
    if (attributes.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse"))) {
      throw new Broken("a file with holes");
    }
    var size = attributes.containsKey("size") ? decimal(attributes.get("size")) : headerSize;
    var name = attributes.getOrDefault("path", longName == null ? headerName() : longName);
    if (type == '5') {
      size = 0; // some writers put a number there, and nothing behind it
    }
    contentEnd = in.count + size;
    paddedEnd = padded(contentEnd);
    return new Entry(name, type == '7' ? '0' : type, size);
  }

  private String headerName() {
    var name = text(block, 0, 100);
    var isPosix = text(block, 257, 6).equals("ustar") && block[263] == '0';
    var prefix = isPosix ? text(block, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /// False at the end: a block of zeros, or nothing.
  private boolean readHeader() throws IOException {
    var read = in.readNBytes(block, 0, BLOCK);
    if (read == 0) {
      return false;
    }
    if (read < BLOCK) {
      throw new EOFException();
    }
    var sum = 0;
    var signed = 0;
    var empty = true;
    for (var at = 0; at < BLOCK; at++) {
      var value = at >= 148 && at < 156 ? ' ' : block[at];
      sum += value & 0xff;
      signed += value;
      empty &= block[at] == 0;
    }
    if (empty) {
      return false;
    }
    var told = number(148, 8);
    if (told != sum && told != signed) {
      throw new Broken("a header is damaged");
    }
    return true;
  }

  /// Octal digits, or, past what fits into them, binary.
  private long number(int at, int length) throws Broken {
    if ((block[at] & 0x80) != 0) {
      var value = (long) (block[at] & 0x3f);
      for (var i = at + 1; i < at + length; i++) {
        if (value >> 54 != 0) {
          throw new Broken("a number is too large");
        }
        value = value << 8 | (block[i] & 0xff);
      }
      if ((block[at] & 0x40) != 0) {
        throw new Broken("a number is below zero");
      }
      return value;
    }
    var digits = text(block, at, length).strip();
    try {
      var value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (value < 0) {
        throw new Broken("a number is below zero");
      }
      return value;
    } catch (NumberFormatException _) {
      throw new Broken("a number is none");
    }
  }

  private static long decimal(@Nullable String digits) throws Broken {
    try {
      var value = Long.parseLong(digits == null ? "" : digits);
      if (value >= 0 && value < 1L << 54) {
        return value;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new Broken("a size is none");
  }

  /// Records `LENGTH KEY=VALUE` and a line end; the length counts all of it.
  private static Map<String, String> attributes(byte[] content) throws Broken {
    var attributes = new HashMap<String, String>();
    for (var at = 0; at < content.length && content[at] != 0; ) {
      var blank = at;
      while (blank < content.length && blank - at < 8 && content[blank] != ' ') {
        blank++;
      }
      var length = decimal(text(content, at, blank - at));
      if (length < blank - at + 3 || length > content.length - at) {
        throw new Broken("an attribute is cut off");
      }
      var end = at + (int) length;
      var equals = blank + 1;
      while (equals < end && content[equals] != '=') {
        equals++;
      }
      if (equals == end) {
        throw new Broken("an attribute has no value");
      }
      var key = new String(content, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
      if (key.equals("path") || key.equals("size") || key.startsWith("GNU.sparse")) {
        var value = text(content, equals + 1, end - equals - 2);
        attributes.put(key, value);
      }
      at = end;
    }
    return attributes;
  }

  private static String text(byte[] bytes, int at, int length) {
    var end = at;
    while (end < at + length && bytes[end] != 0) {
      end++;
    }
    return Archive.text(Arrays.copyOfRange(bytes, at, end));
  }

  private static long padded(long position) {
    return (position + BLOCK - 1) / BLOCK * BLOCK;
  }

  private void skipTo(long position) throws IOException {
    if (position > in.count) {
      in.skipNBytes(position - in.count);
    }
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      var skipped = super.skip(n);
      count += skipped;
      return skipped;
    }
  }
}
