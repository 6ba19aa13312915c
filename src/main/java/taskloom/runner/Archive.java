package taskloom.runner;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
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
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// An uploaded archive: zip, tar, or tar.gz, told by its name's ending. Nobody has looked at it
/// yet.
final class Archive {
  /// What a tar archive may say between two files: names, attributes.
  private static final long MAX_HEADER = 1 << 20;

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

  private void zip(Sink sink, int most) throws IOException {
    try (var zip = ZipFile.builder().setPath(path).get()) {
      var count = 0;
      for (var entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        check(++count <= most, "has too many entries");
        var entryName = name(entry);
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
  }

  private void tar(Sink sink, int most) throws IOException {
    try (var bytes = new Metered(plain());
        var tar = new TarArchiveInputStream(bytes, StandardCharsets.UTF_8.name())) {
      var count = 0;
      bytes.allow(MAX_HEADER);
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        check(++count <= most, "has too many entries");
        check(entry.isCheckSumOK(), "is damaged");
        int begin = 0;
        while (entry.getName().startsWith("./", begin)) {
          begin += 2;
        }
        var entryName = entry.getName().substring(begin);
        if (!entry.isDirectory() && !skipped(entryName)) {
          check(isOrdinary(entry), "has a link or a device in it ('" + entryName + "')");
          bytes.allow(Long.MAX_VALUE); // the sink has bounds of its own
          sink.accept(entryName, tar);
        }
        bytes.allow(MAX_HEADER + (entryName.isEmpty() ? 0 : entry.getSize()));
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
  private static String name(ZipArchiveEntry entry) {
    var raw = entry.getRawName();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException _) {
      return new String(raw, Charset.forName("GB18030"));
    }
  }

  private static boolean isOrdinary(TarArchiveEntry entry) {
    var flag = entry.getLinkFlag();
    return (flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM) && !entry.isSparse();
  }

  private static boolean skipped(String name) {
    return name.isEmpty() || name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
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

  /// Bytes with an allowance: a header that never ends is not read into memory.
  private static final class Metered extends FilterInputStream {
    private long allowed;

    Metered(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      allowed = bytes;
    }

    @Override
    public int read() throws IOException {
      spend(1);
      return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = super.read(buffer, offset, length);
      spend(read);
      return read;
    }

    private void spend(long bytes) throws IOException {
      allowed -= bytes;
      if (allowed < 0) {
        throw new IOException("a header that does not end");
      }
    }
  }
}
