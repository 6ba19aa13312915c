package taskloom.agents;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import taskloom.runner.Workspace;
import taskloom.task.Refusal;
import taskloom.wire.Texts;

/// A task's files as the pipeline reads and writes them. Safe from any thread.
public final class TaskFiles {
  private static final int MAX_PICTURE = 8 << 20;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private final Workspace workspace;

  TaskFiles(Workspace workspace) {
    this.workspace = workspace;
  }

  /// All files in order of name.
  List<Desk.FileEntry> list() {
    try {
      return workspace.list().stream()
          .map(file -> new Desk.FileEntry(file.path(), file.size()))
          .sorted(Comparator.comparing(Desk.FileEntry::name))
          .toList();
    } catch (IOException | Refusal _) {
      return List.of();
    }
  }

  /// A file's bytes, at most `limit` of them; empty when there is no such ordinary file.
  private Optional<byte[]> read(String name, int limit) {
    try (var file = workspace.read(name)) {
      return Optional.of(file.stream().readNBytes(limit));
    } catch (IOException | Refusal _) {
      return Optional.empty();
    }
  }

  /// A picture, when it is a whole PNG.
  public Optional<byte[]> png(String name) {
    return read(name, MAX_PICTURE + 1)
        .filter(bytes -> bytes.length <= MAX_PICTURE)
        .filter(bytes -> Arrays.equals(Arrays.copyOf(bytes, PNG.length), PNG));
  }

  /// The beginning of a text file, or a sentence in brackets.
  String text(String name, int limit) {
    var bytes = read(name, limit * 4);
    if (bytes.isEmpty()) {
      return "(there is no file " + name + ")";
    }
    var text = decoded(bytes.get());
    if (text.indexOf('\0') >= 0) {
      return "(" + name + " is not a text file)";
    }
    return text.length() <= limit ? text : Texts.beginning(text, limit) + "\n…";
  }

  /// Chinese data comes in UTF-8 or in GB 18030 (of which GBK is a part).
  private static String decoded(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    int broken = text.indexOf('\ufffd');
    // One at the end is a character that the limit cut.
    return broken < 0 || broken >= text.length() - 2
        ? text
        : new String(bytes, Charset.forName("GB18030"));
  }

  /// Writes an artifact over whatever has its name.
  public void write(String name, byte[] content) throws IOException {
    try {
      workspace.write(name, content);
    } catch (Refusal refusal) { // the code has filled the folder, or somebody deleted it
      throw new IOException(refusal.englishSentence(), refusal);
    }
  }
}
