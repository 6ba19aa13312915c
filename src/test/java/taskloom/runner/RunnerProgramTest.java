package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerProgramTest {
  private static final Path SOURCES = Path.of("src/main/resources/runner");

  @TempDir Path folder;

  @Test
  void namesEveryFile() throws IOException {
    assertThat(filesIn(SOURCES))
        .filteredOn(name -> !name.endsWith(".pyc"))
        .isEqualTo(RunnerProgram.FILES);
  }

  @Test
  void leavesNothingOfAnOlderVersion() throws IOException {
    Files.writeString(folder.resolve("runner.py"), "from the time when it was one file");
    Files.createDirectories(folder.resolve("taskloom_runner/__pycache__"));
    Files.writeString(folder.resolve("taskloom_runner/gone.py"), "");
    Files.writeString(folder.resolve("taskloom_runner/worker.py"), "");

    RunnerProgram.unpack(folder);

    assertThat(filesIn(folder)).isEqualTo(RunnerProgram.FILES);
    for (var name : RunnerProgram.FILES) {
      assertThat(folder.resolve(name)).hasSameTextualContentAs(SOURCES.resolve(name));
    }
  }

  @Test
  void letsEveryUserRead() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

    RunnerProgram.unpack(folder);

    try (var paths = Files.walk(folder)) {
      for (var path : (Iterable<Path>) paths::iterator) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
