package taskloom.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The console's own files, read once, and a version made of their content: they are served under
/// it, so that a browser may keep them for ever. Immutable.
public final class Assets {
  private static final String PAGE = "index.html";

  private final Map<String, byte[]> files;
  private final String version;

  private Assets(Map<String, byte[]> files) {
    this.files = files;
    var digest = Hashes.sha256();
    files.forEach((name, bytes) -> {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    });
    this.version = Hashes.word(digest.digest());
  }

  /// Reads the files in the folder `console` on the class path.
  public static Assets read() {
    var page = Assets.class.getResource("/console/" + PAGE);
    if (page == null) {
      throw new IllegalStateException("the console is not in the jar");
    }
    try {
      return new Assets(read(page.toURI()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A word that changes with any of the files.
  String version() {
    return version;
  }

  /// The page, in which `{console}` and `{lib:NAME}` stand for addresses.
  String page() {
    var page = file(PAGE);
    return page == null ? "" : new String(page, StandardCharsets.UTF_8);
  }

  /// A file by its name, or null.
  byte @Nullable [] file(String name) {
    return files.get(name);
  }

  private static Map<String, byte[]> read(URI page) throws IOException {
    if (!page.getScheme().equals("jar")) {
      return read(Path.of(page));
    }
    var jar = page.toString().split("!", 2)[0];
    try (var files =
        FileSystems.newFileSystem(Path.of(URI.create(jar.substring("jar:".length()))))) {
      return read(files.getPath("/console", PAGE));
    }
  }

  private static Map<String, byte[]> read(Path page) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var beside = Files.newDirectoryStream(page.resolveSibling(""))) {
      for (var file : beside) {
        files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
