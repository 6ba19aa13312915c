package taskloom.runner;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// An uploaded archive: zip, tar, or tar.gz, told by its name's ending. Nobody has looked at it
/// yet.
final class Archive {
  /// Read beside a zip archive's list of files: its end, which is looked for.
  private static final long SLACK = 256 << 10;

  private static final long MAX_PASSED_OVER = 100_000_000;

  private final String name;
  private final Path path;

  private Archive(String name, Path path) {
    this.name = name;
    this.path = path;
  }

  /// Receives the files in an archive.
  interface Sink {
    void accept(String name, InputStream content) throws IOException;
  }

  static boolean isArchive(String name) {
    var small = name.toLowerCase(Locale.ROOT);
    return small.endsWith(".zip") || isTar(small);
  }

  static Archive of(String name, Path path) {
    return new Archive(name, path);
  }

  /// Gives each file to `sink`, in order; of what is no file, folders and a Mac's own are skipped.
  ///
  /// @param most entries of all kinds
  /// @throws Refusal for what is neither, more entries, or an archive that cannot be read
  void forEach(Sink sink, int most) {
    try {
      if (isTar(name.toLowerCase(Locale.ROOT))) {
        tar(sink, most);
      } else {
        zip(sink, most);
      }
    } catch (Refusal refused) {
      throw refused;
    } catch (IOException
        | RuntimeException _) { // the library's word for a broken archive is either
      throw refusal("could not be unpacked; is it a whole zip, tar or tar.gz archive?");
    }
  }

  /// The library reads the list of files whole before it gives the first: it gets to read no more
  /// than that was seen to be.
  private void zip(Sink sink, int most) throws IOException {
    try (var file = Files.newByteChannel(path)) {
      var list = ZipDirectory.length(file, most);
      check(list.isPresent(), "has too many entries");
      var metered = new MeteredChannel(file, list.orElseThrow() + SLACK);
      try (var zip =
          ZipFile.builder().setSeekableByteChannel(metered).setIgnoreLocalFileHeader(true).get()) {
        metered.allow(Long.MAX_VALUE); // the sink has bounds of its own
        zip(zip, sink, most);
      }
    }
  }

  private void zip(ZipFile zip, Sink sink, int most) throws IOException {
    var count = 0;
    for (var entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
      check(++count <= most, "has too many entries");
      var entryName = text(entry.getRawName());
      if (entry.isDirectory() || skipped(entryName)) {
        continue;
      }
      check(!entry.isUnixSymlink(), "has a link in it ('" + entryName + "')");
      check(!entry.getGeneralPurposeBit().usesEncryption(), "is locked with a password");
      check(zip.canReadEntryData(entry), "is packed with a method that is not supported");
      try (var content = zip.getInputStream(entry)) {
        sink.accept(entryName, content);
      }
    }
  }

  private void tar(Sink sink, int most) throws IOException {
    try (var bytes = plain()) {
      var tar = new TarReader(bytes);
      var count = 0;
      var passedOver = 0L;
      for (var entry = tar.next(); entry != null; entry = tar.next()) {
        check(++count <= most, "has too many entries");
        int begin = 0;
        while (entry.name().startsWith("./", begin)) {
          begin += 2;
        }
        var entryName = entry.name().substring(begin);
        if (entry.isFolder() || skipped(entryName)) {
          passedOver += entry.size();
          check(passedOver <= MAX_PASSED_OVER, "has too much in it that is not unpacked");
        } else {
          check(entry.isFile(), "has a link or a device in it ('" + entryName + "')");
          sink.accept(entryName, tar.content());
        }
      }
    }
  }

  private InputStream plain() throws IOException {
    var bytes = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    bytes.mark(2);
    var zipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return zipped ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  /// UTF-8 where it is that; else what Chinese Windows writes.
  static String text(byte[] raw) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException _) {
      return new String(raw, Charset.forName("GB18030"));
    }
  }

  private static boolean skipped(String name) {
    var file = name.substring(name.lastIndexOf('/') + 1);
    return name.isEmpty()
        || name.startsWith("__MACOSX/")
        || file.startsWith("._") // a Mac's attributes of a file, in a file of their own
        || name.endsWith(".DS_Store");
  }

  private static boolean isTar(String name) {
    return name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw refusal(otherwise);
    }
  }

  private Refusal refusal(String what) {
    return new Refusal(ErrorCode.VALIDATION, "'" + name + "' " + what);
  }
}
