package taskloom.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.store.H2Store;
import taskloom.testing.ServerProcess;

/// A data folder the server may not write is told in one line. Modes do not bind root: as root the
/// server is started as another user, who may read everything, since the jars may lie in root's
/// home, and write nothing but what all may write.
class ReadOnlyDataTest {
  private static final List<String> AS_ANOTHER_USER =
      List.of(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=-all,+dac_read_search",
          "--ambient-caps=-all,+dac_read_search",
          "--bounding-set=-all,+dac_read_search");

  @TempDir private Path folder;
  private final List<Path> closed = new ArrayList<>();
  private List<String> through = List.of();

  @BeforeEach
  void becomeAnotherUser() throws Exception {
    if (!Files.getAttribute(folder, "unix:uid").equals(0)) {
      return;
    }
    through = AS_ANOTHER_USER;
    mode(folder, "rwx--x--x");
    var command = new ArrayList<>(through);
    command.add("true");
    try {
      var tried = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(tried.getInputStream().readAllBytes());
      Assumptions.assumeTrue(
          tried.waitFor() == 0, "root cannot start a process as another user here: " + said);
    } catch (IOException e) {
      Assumptions.abort("root needs setpriv to start a process as another user: " + e.getMessage());
    }
  }

  @AfterEach
  void openAgain() throws IOException {
    for (var path : closed.reversed()) {
      mode(path, "rwxr-xr-x");
    }
  }

  @Test
  void aFolderThatMayNotBeWritten() throws Exception {
    var data = Files.createDirectory(folder.resolve("data"));
    close(data);
    assertRefused(data, "The data directory 'data' cannot be written to", "TASKLOOM_DATA");
  }

  @Test
  void aFolderThatMayNotBeMade() throws Exception {
    close(folder);
    assertRefused(
        folder.resolve("data"), "The data directory 'data' cannot be created", "TASKLOOM_DATA");
  }

  @Test
  void aHistoryThatMayNotBeWritten() throws Exception {
    var data = folder.resolve("data");
    H2Store.open(data, Clock.systemUTC()).close();
    mode(data, "rwxrwxrwx");
    close(data.resolve("taskloom.mv.db"));
    assertRefused(data, "The data directory 'data' cannot be written to", "TASKLOOM_DATA");
  }

  @Test
  void tasksFoldersThatMayNotBeWritten() throws Exception {
    var data = Files.createDirectory(folder.resolve("data"));
    mode(data, "rwxrwxrwx");
    close(Files.createDirectory(data.resolve("tasks")));
    assertRefused(data, "The tasks' folders below", "TASKLOOM_DATA");
  }

  private void assertRefused(Path data, String... words) throws InterruptedException {
    try (var server = ServerProcess.launch(through, data, Map.of())) {
      assertThat(server.exitCode()).as(server.output()).isEqualTo(1);
      assertThat(server.output()).hasLineCount(1).contains(words).doesNotContain("Exception");
    }
  }

  private void close(Path path) throws IOException {
    mode(path, "r-xr-xr-x");
    closed.add(path);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
