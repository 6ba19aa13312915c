package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a task's folder when its code has filled it.
class MakeRoomTest {
  private static final FileBounds BOUNDS = new FileBounds(1_000_000, 40, 2_000_000, 100, 0);
  private static final Limits LIMITS =
      Bench.withDisk(new Limits.Disk(10 << 20, 20 << 20, 1_000, 0, 1 << 20));
  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void setUp() throws IOException {
    var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
    workspace = new Workspaces(folder.resolve("tasks"), BOUNDS, () -> sandbox).open("t1");
  }

  private void upload(String name, int size) throws IOException {
    try (var intake = workspace.intake("ann")) {
      intake.store(name, new ByteArrayInputStream(new byte[size]));
    }
  }

  /// Uploads of before, and of while the code ran, stay; of the rest no more than uploads may be.
  @Test
  void leavesUploadsAndNoMoreThanTheBoundsAllow() throws Exception {
    workspace.codeBegins();
    upload("before/data.csv", 600_000);
    var begun = Instant.now().plusMillis(30);
    while (Instant.now().isBefore(begun)) {
      Thread.onSpinWait(); // the file system's clock ticks every few milliseconds
    }
    upload("meanwhile/data.csv", 300_000);
    for (int i = 0; i < 200; i++) {
      Files.write(workspace.folder().resolve("junk" + i), new byte[20_000]);
    }
    Files.writeString(workspace.folder().resolve("small.txt"), "small");

    workspace.makeRoom(begun, LIMITS);

    assertThat(workspace.list())
        .extracting(WorkspaceFile::path)
        .contains("before/data.csv", "meanwhile/data.csv", "small.txt");
    var use = workspace.use(10_000);
    assertThat(use.bytes()).isLessThanOrEqualTo(1_000_000);
    assertThat(use.entries()).isLessThanOrEqualTo(21);
    workspace.write("res.md", "# Paper".getBytes(UTF_8));
  }

  /// The server's own files are no uploads: code that has used its room does not keep them out.
  @Test
  void artifactsAreWrittenBesideWhateverCodeHasLeft() throws Exception {
    for (int i = 0; i < 60; i++) {
      Files.write(workspace.folder().resolve("table" + i), new byte[50_000]);
    }
    assertThat(workspace.write("res.md", "# Paper".getBytes(UTF_8)).size()).isEqualTo(7);
  }

  @Test
  void looksIntoFoldersThatCodeHasClosedAndRemovesEmptyOnes() throws Exception {
    upload("kept.csv", 10);
    var closed = Files.createDirectories(workspace.folder().resolve("closed/inner"));
    Files.write(closed.resolve("big"), new byte[3_000_000]);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(closed.getParent(), PosixFilePermissions.fromString("---------"));
    for (int i = 0; i < 300; i++) {
      Files.createDirectories(workspace.folder().resolve("empty" + i + "/below"));
    }

    workspace.makeRoom(Instant.EPOCH, LIMITS);

    assertThat(workspace.use(10_000).entries()).isLessThanOrEqualTo(21);
    assertThat(workspace.list()).extracting(WorkspaceFile::path).containsExactly("kept.csv");
  }

  @Test
  void countsWhatAFileTakesAndNotWhatItSays() throws Exception {
    var hidden = workspace.folder().resolve("hidden");
    Files.createFile(hidden);
    var made = new ProcessBuilder("fallocate", "-n", "-l", "8M", hidden.toString()).start();
    assumeTrue(made.waitFor() == 0, "this file system cannot allocate past a file's end");
    assertThat(Files.size(hidden)).isZero();

    assertThat(workspace.use(10).bytes()).isGreaterThanOrEqualTo(8 << 20);
    workspace.makeRoom(Instant.EPOCH, LIMITS);
    assertThat(hidden).doesNotExist();
  }
}
