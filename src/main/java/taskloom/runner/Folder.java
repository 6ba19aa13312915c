package taskloom.runner;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An open folder (`openat` and its like): steps go from one open folder to the next and never
/// through a link, so that model-written code, which may swap any name below it for a link at any
/// moment, cannot lead the server anywhere else.
record Folder(SecureDirectoryStream<Path> stream) implements Closeable {
  /// Opens a folder whose path is the server's own.
  @SuppressWarnings("StreamResourceLeak") // the record owns it
  static Folder open(Path path) throws IOException {
    var stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new Folder(secure);
    }
    stream.close();
    throw new IOException("this system has no openat; Taskloom's files need Linux");
  }

  /// Opens a folder below.
  ///
  /// @throws IOException where it is none, a link above all
  Folder enter(Path name) throws IOException {
    if (!attributes(name).isDirectory()) {
      throw new NoSuchFileException(name.toString());
    }
    return new Folder(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
  }

  /// What an entry itself is; of a link, the link.
  BasicFileAttributes attributes(Path name) throws IOException {
    return stream
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /// Opens an ordinary file.
  SeekableByteChannel read(Path name) throws IOException {
    if (!attributes(name).isRegularFile()) { // a pipe would hang whoever opens it
      throw new NoSuchFileException(name.toString());
    }
    return stream.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /// Moves an entry to another open folder, over whatever has its new name there.
  void move(Path name, Folder target, Path newName) throws IOException {
    stream.move(name, target.stream, newName);
  }

  /// Removes a file or a link.
  void deleteFile(Path name) throws IOException {
    stream.deleteFile(name);
  }

  /// Removes an empty folder.
  void deleteFolder(Path name) throws IOException {
    stream.deleteDirectory(name);
  }

  /// The names in it, sorted, no more than `most`. Once per opened folder. (As paths: a name need
  /// not be valid text.)
  List<Path> names(int most) throws IOException {
    var names = new ArrayList<Path>();
    try {
      for (var entry : stream) {
        if (names.size() >= most) {
          break;
        }
        names.add(entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
