package taskloom.runner;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import taskloom.runner.SystemCalls.Status;

/// An open folder (`openat` and its like): steps go from one open folder to the next and never
/// through a link or `..`, so that model-written code, which may swap any name below it for a link
/// at any moment, cannot lead the server anywhere else. Names are raw, as [SystemCalls] has them.
/// One thread at a time.
final class Folder implements Closeable {
  private static final int OPEN = 0700;
  private static final int USUAL = 0755;

  private final int descriptor;
  private boolean closed;

  private Folder(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Opens a folder whose path is the server's own.
  static Folder open(Path path) throws IOException {
    return new Folder(SystemCalls.openFolder(SystemCalls.NO_FOLDER, raw(path.toString()), true));
  }

  /// A name as this class takes it.
  static String raw(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// A raw name as text; null where it is none.
  static @Nullable String text(String raw) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(StandardCharsets.ISO_8859_1.encode(raw))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  /// Opens a folder below.
  ///
  /// @throws IOException where it is none, a link above all
  Folder enter(String name) throws IOException {
    return new Folder(SystemCalls.openFolder(descriptor, single(name), false));
  }

  /// What an entry itself is; of a link, the link.
  Status status(String name) throws IOException {
    return SystemCalls.status(descriptor, single(name), false);
  }

  /// What this folder itself is.
  Status status() throws IOException {
    return SystemCalls.status(SystemCalls.NO_FOLDER, SystemCalls.opened(descriptor), true);
  }

  /// An ordinary file, opened.
  record Opened(SeekableByteChannel channel, Status status) {}

  /// Opens an ordinary file: what is told of it is told of what is open.
  Opened read(String name) throws IOException {
    var file = SystemCalls.openFile(descriptor, single(name));
    try {
      var path = SystemCalls.opened(file);
      var status = SystemCalls.status(SystemCalls.NO_FOLDER, path, true);
      if (!status.isFile()) {
        throw new NoSuchFileException(name);
      }
      return new Opened(FileChannel.open(Path.of(path), StandardOpenOption.READ), status);
    } finally {
      SystemCalls.close(file);
    }
  }

  /// Makes a new file to write.
  SeekableByteChannel create(String name) throws IOException {
    var path = Path.of(SystemCalls.opened(descriptor), single(name));
    return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  /// Moves an entry to another open folder, over a file that has its new name there.
  void move(String name, Folder target, String newName) throws IOException {
    SystemCalls.move(descriptor, single(name), target.descriptor, single(newName));
  }

  /// Makes a folder below.
  void makeFolder(String name) throws IOException {
    SystemCalls.makeFolder(descriptor, single(name), USUAL);
  }

  /// Removes a file or a link.
  void deleteFile(String name) throws IOException {
    SystemCalls.remove(descriptor, single(name), false);
  }

  /// Removes an empty folder.
  void deleteFolder(String name) throws IOException {
    SystemCalls.remove(descriptor, single(name), true);
  }

  /// Gives an entry itself to a user, where there is one.
  void give(String name, OptionalInt owner) throws IOException {
    if (owner.isPresent()) {
      SystemCalls.give(descriptor, single(name), owner.getAsInt());
    }
  }

  /// Lets the server into this folder, whatever its owner's code has closed.
  void unlock() throws IOException {
    SystemCalls.permit(descriptor, OPEN);
  }

  /// The names in it, sorted, no more than `most`.
  List<String> names(int most) throws IOException {
    var names = SystemCalls.names(descriptor, most);
    names.sort(null);
    return names;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      SystemCalls.close(descriptor);
    }
  }

  private static String single(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not the name of an entry");
    }
    return name;
  }
}
