package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class WorkspaceTest {
  private static final String TASK = "20250117-153000-a1b2c3d4";
  private static final FileBounds BOUNDS = new FileBounds(1_000_000, 4, 2_500_000, 100, 0);
  @TempDir Path folder;
  private Workspaces workspaces;
  private Workspace workspace;

  @BeforeEach
  void setUp() throws IOException {
    var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
    workspaces = new Workspaces(folder.resolve("work"), BOUNDS, () -> sandbox);
    workspace = workspaces.open(TASK);
  }

  private static InputStream bytes(int count) {
    return new ByteArrayInputStream(new byte[count]);
  }

  private String read(String name) throws IOException {
    try (var file = workspace.read(name)) {
      return new String(file.stream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void storesListsReadsAndDeletes() throws Exception {
    try (var intake = workspace.intake("ann")) {
      var stored = intake.store("数据/一月.CSV", new ByteArrayInputStream("a,b\n".getBytes(UTF_8)));
      assertThat(stored.name()).isEqualTo("一月.CSV");
    }
    workspace.write("res.md", "# 摘要".getBytes(UTF_8));
    workspace.write("res.md", "# 摘要 2".getBytes(UTF_8));

    assertThat(workspace.list())
        .extracting(WorkspaceFile::path, WorkspaceFile::type, WorkspaceFile::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("res.md", "md", 10L),
            org.assertj.core.groups.Tuple.tuple("数据/一月.CSV", "csv", 4L));
    assertThat(read("res.md")).isEqualTo("# 摘要 2");
    assertThat(read("数据/一月.CSV")).isEqualTo("a,b\n");
    try (var file = workspace.read("数据/一月.CSV")) {
      assertThat(new String(file.streamFrom(2).readAllBytes(), UTF_8)).isEqualTo("b\n");
    }

    workspace.delete("数据/一月.CSV");
    refused(ErrorCode.NOT_FOUND, () -> workspace.read("数据/一月.CSV"));
    refused(ErrorCode.NOT_FOUND, () -> workspace.delete("数据/一月.CSV"));
    refused(ErrorCode.NOT_FOUND, () -> workspace.read("数据")); // a folder
    assertThat(Files.list(folder.resolve("work/.staging"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/etc/passwd",
        "../x",
        "../../x",
        "a/../../x",
        "a/./x",
        "a//x",
        "a/",
        "//x",
        "a\0b",
        "a\nb",
        "\ud800",
        "~/\u0007",
        "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"
      })
  void refusesNamesThatLeadOut(String name) throws Exception {
    refused(ErrorCode.VALIDATION, () -> workspace.read(name));
    refused(ErrorCode.VALIDATION, () -> workspace.delete(name));
    refused(ErrorCode.VALIDATION, () -> workspace.write(name, new byte[1]));
    assertThat(workspace.list()).isEmpty();
  }

  @Test
  void refusesAnotherSystemsWayOutToo() {
    refused(ErrorCode.VALIDATION, () -> workspace.write("..\\..\\x", new byte[1]));
    refused(ErrorCode.VALIDATION, () -> workspace.write("x".repeat(256), new byte[1]));
    refused(ErrorCode.VALIDATION, () -> workspace.write("字".repeat(86), new byte[1]));
  }

  @Test
  void followsNoLink() throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "s3cret");
    var work = workspace.folder();
    Files.createSymbolicLink(work.resolve("file.csv"), secret);
    Files.createSymbolicLink(work.resolve("folder"), folder);
    Files.createSymbolicLink(work.resolve("nowhere"), Path.of("nothing"));

    refused(ErrorCode.NOT_FOUND, () -> workspace.read("file.csv"));
    refused(ErrorCode.NOT_FOUND, () -> workspace.read("folder/secret"));
    refused(ErrorCode.NOT_FOUND, () -> workspace.delete("folder/secret"));
    refused(ErrorCode.VALIDATION, () -> workspace.write("folder/new", new byte[1]));
    assertThat(workspace.list()).isEmpty();
    assertThat(zipped()).isEmpty();

    workspace.write("file.csv", "mine".getBytes(UTF_8)); // takes the link's place
    assertThat(read("file.csv")).isEqualTo("mine");
    workspace.delete("folder"); // the link, not what it points to
    assertThat(secret).hasContent("s3cret");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void opensNoPipe() throws Exception {
    assertThat(
            new ProcessBuilder("mkfifo", workspace.folder().resolve("pipe").toString())
                .start()
                .waitFor())
        .isZero();

    refused(ErrorCode.NOT_FOUND, () -> workspace.read("pipe")); // opening it would wait for ever
    assertThat(workspace.list()).isEmpty();
  }

  @Test
  void holdsItsBounds() throws Exception {
    try (var intake = workspace.intake("ann")) {
      intake.store("whole.bin", bytes(1_000_000));
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> intake.store("one-more.bin", bytes(1_000_001)));
      intake.store("second.bin", bytes(1_000_000));
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> intake.store("third.bin", bytes(600_000)));
    }
    try (var intake = workspace.intake("ann")) { // counts what is there
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> intake.store("third.bin", bytes(600_000)));
      intake.store("a", bytes(1));
      intake.store("b", bytes(1));
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> intake.store("c", bytes(1)));
    }
    assertThat(workspace.list())
        .extracting(WorkspaceFile::path)
        .containsExactly("a", "b", "second.bin", "whole.bin");
  }

  @Test
  void uploadsAtTheSameTimeKeepTheBoundOfBytesTogether() throws Exception {
    try (var one = workspace.intake("ann");
        var other = workspaces.open(TASK).intake("ann")) {
      one.store("one.bin", bytes(1_000_000));
      other.store("other.bin", bytes(1_000_000));
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> one.store("third.bin", bytes(600_000)));
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> other.store("third.bin", bytes(600_000)));
      one.store("third.bin", bytes(500_000)); // what is refused takes nothing
    }
    assertThat(workspace.use(100).sizes()).isLessThan(2_600_000);
  }

  /// Also with what has not arrived whole: it is on the disk.
  @Test
  void uploadsAtTheSameTimeCountWhatIsOnItsWay() throws Exception {
    try (var slow = workspace.intake("ann");
        var other = workspaces.open(TASK).intake("ann")) {
      slow.store("first.bin", bytes(1_000_000));
      slow.store(
          "slow.bin",
          new SequenceInputStream(
              bytes(1_000_000),
              asked(() -> {
                refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> other.store("x", bytes(600_000)));
                other.store("small", bytes(100));
              })));
    }
    try (var afterwards = workspace.intake("ann")) { // whoever has left leaves nothing taken
      workspace.delete("first.bin");
      workspace.delete("slow.bin");
      refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> afterwards.store("x", bytes(600_000)));
    }
    try (var afterwards = workspace.intake("ann")) {
      afterwards.store("x", bytes(1_000_000));
      afterwards.store("y", bytes(1_000_000));
    }
  }

  @Test
  void uploadsAtTheSameTimeKeepTheNumberOfFilesTogether() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new CyclicBarrier(8);
      for (int i = 0; i < 8; i++) {
        var name = "file-" + i;
        threads.submit(() -> {
          try (var intake = workspaces.open(TASK).intake("ann")) {
            all.await();
            return intake.store(name, bytes(1));
          }
        });
      }
    }
    assertThat(workspace.list()).hasSize(4);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  /// Empty; runs `step` when it is read.
  private static InputStream asked(Step step) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        try {
          step.run();
        } catch (Exception e) {
          throw new IOException(e);
        }
        return -1;
      }
    };
  }

  @Test
  void lookingIntoADeletedFolderDoesNotBringItBack() throws Exception {
    var found = workspaces.find(TASK).orElseThrow();
    workspaces.delete(TASK);

    assertThat(workspaces.find(TASK)).isEmpty();
    refused(ErrorCode.TASK_NOT_FOUND, found::list);
    refused(ErrorCode.TASK_NOT_FOUND, () -> found.read("sales.csv"));
    refused(ErrorCode.TASK_NOT_FOUND, () -> found.delete("sales.csv"));
    refused(ErrorCode.TASK_NOT_FOUND, () -> found.write("res.md", new byte[1]));
    refused(ErrorCode.TASK_NOT_FOUND, () -> found.zip(new ByteArrayOutputStream()));
    assertThat(workspaces.exists(TASK)).isFalse();
    assertThat(Files.list(folder.resolve("work/.staging"))).isEmpty();
  }

  @Test
  void foldersWithoutATaskAreSwept() throws Exception {
    var id = workspace.taskId();
    workspace.write("res.md", new byte[1]);
    workspaces.sweep(_ -> true, Instant.now().plusSeconds(60));
    workspaces.sweep(_ -> false, Instant.now().minusSeconds(60));
    assertThat(workspaces.exists(id)).isTrue();

    workspaces.sweep(_ -> false, Instant.now().plusSeconds(60));
    assertThat(workspaces.exists(id)).isFalse();
  }

  /// The files keep their names here, and are found by them.
  @Test
  void zipsUnderNamesThatAreSafeElsewhere() throws Exception {
    for (var name : List.of("..\\..\\evil.bat", "C:evil", "con", "Res.md", "res.md")) {
      Files.writeString(workspace.folder().resolve(name), name);
    }
    assertThat(zipped())
        .containsExactlyInAnyOrder(
            Map.entry(".._.._evil.bat", "..\\..\\evil.bat"),
            Map.entry("C_evil", "C:evil"),
            Map.entry("_con", "con"),
            Map.entry("Res.md", "Res.md"),
            Map.entry("res (2).md", "res.md"));
    assertThat(read("..\\..\\evil.bat")).isEqualTo("..\\..\\evil.bat");
    workspace.delete("C:evil");
    assertThat(workspace.list()).hasSize(4);
  }

  @Test
  void zipsEverything() throws Exception {
    workspace.write("res.md", "文".getBytes(UTF_8));
    workspace.write("图/figure-001.png", new byte[] {1, 2});

    assertThat(zipped())
        .containsExactly(Map.entry("res.md", "文"), Map.entry("图/figure-001.png", "\1\2"));
  }

  @Test
  void deletesWhateverCodeLeaves() throws Exception {
    var outside = Files.writeString(folder.resolve("outside"), "stays");
    Files.createSymbolicLink(workspace.folder().resolve("link"), outside);
    // Deeper than a path can name, with names longer than usual, and closed.
    assertThat(
            new ProcessBuilder(
                    "/usr/bin/python3",
                    "-c",
                    """
                    import os
                    for i in range(400):
                        os.mkdir('d' * 100); os.chdir('d' * 100); open('f', 'w').close()
                    os.mkdir('closed', 0)
                    """)
                .directory(workspace.folder().toFile())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    var closed = Files.createDirectory(workspace.folder().resolve("closed"));
    Files.writeString(closed.resolve("f"), "");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

    assertThat(workspace.use(100_000).outOfSight()).isTrue();
    workspaces.delete(TASK);

    assertThat(workspaces.exists(TASK)).isFalse();
    assertThat(outside).hasContent("stays");
    workspaces.delete(TASK); // nothing to do
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".staging", "a/b", "a b", "../work"})
  void knowsNoTaskByANameThatIsNone(String taskId) {
    refused(ErrorCode.TASK_NOT_FOUND, () -> workspaces.open(taskId));
  }

  @Test
  void readsWhatWasCheckedWhateverBecomesOfTheName() throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "s3cret");
    workspace.write("data.csv", "mine".getBytes(UTF_8));
    var name = workspace.folder().resolve("data.csv");
    var other = workspace.folder().resolve("other");
    var done = new java.util.concurrent.atomic.AtomicBoolean();
    var swapper =
        Thread.startVirtualThread(() -> {
          try {
            while (!done.get()) {
              Files.move(name, other);
              Files.createSymbolicLink(name, secret);
              Files.delete(name);
              Files.move(other, name);
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    var seen = new ArrayList<String>();
    for (int i = 0; i < 2_000; i++) {
      try {
        seen.add(read("data.csv"));
      } catch (Refusal _) {
        // a link just then
      }
    }
    done.set(true);
    swapper.join();

    assertThat(seen).containsOnly("mine").isNotEmpty();
  }

  private List<Map.Entry<String, String>> zipped() throws IOException {
    var out = new ByteArrayOutputStream();
    workspace.zip(out);
    var found = new ArrayList<Map.Entry<String, String>>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        found.add(Map.entry(entry.getName(), new String(zip.readAllBytes(), UTF_8)));
      }
    }
    return found;
  }

  static void refused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).as(refusal.sentence()).isEqualTo(code);
              assertThat(refusal.sentence()).doesNotContain("/tmp");
            });
  }
}
