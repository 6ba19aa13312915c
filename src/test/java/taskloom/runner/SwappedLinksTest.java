package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.runner.WorkspaceTest.refused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Whatever the server does in a task's folder while code swaps folders there for links: it never
/// reads, changes, gives away or removes anything outside.
class SwappedLinksTest {
  private static final String TASK = "20250117-153000-a1b2c3d4";
  private static final int ROUNDS = 300;
  @TempDir Path folder;
  private Workspaces workspaces;
  private Workspace workspace;
  private Path outside;
  private String before;

  @BeforeEach
  void setUp() throws IOException {
    var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
    workspaces = new Workspaces(folder.resolve("tasks"), FileBounds.DEFAULTS, () -> sandbox);
    workspace = workspaces.open(TASK);
    outside = SwappingCode.outside(folder);
    before = SwappingCode.portrait(outside);
  }

  @AfterEach
  void nothingOutsideHasChanged() throws IOException {
    assertThat(SwappingCode.portrait(outside)).isEqualTo(before);
  }

  @FunctionalInterface
  private interface Step {
    void run(int round) throws IOException;
  }

  private void whileSwapping(Step step) throws IOException {
    try (var _ = new SwappingCode(workspace.folder(), outside)) {
      for (int round = 0; round < ROUNDS; round++) {
        try {
          step.run(round);
        } catch (Refusal | IOException _) {
          // held up by the code is fine: led elsewhere is not
        }
      }
    }
  }

  @Test
  void makingRoom() throws Exception {
    whileSwapping(_ -> {
      try (var root = Folder.open(workspace.root());
          var top = root.enter(TASK)) {
        new Cleanup(Instant.EPOCH, Map.of()).run(top, 0, 0);
      }
    });
  }

  @Test
  void emptyingAndDeleting() throws Exception {
    whileSwapping(_ -> {
      try (var root = Folder.open(workspace.root());
          var top = root.enter(TASK)) {
        for (var name : top.names(100)) {
          Tree.delete(top, name);
        }
      }
    });
    workspaces.delete(TASK);
    assertThat(workspaces.exists(TASK)).isFalse();
  }

  @Test
  void givingAway() throws Exception {
    var me = OptionalInt.of((int) Files.getAttribute(folder, "unix:uid"));
    var root = me.getAsInt() == 0;
    var other = root ? 60_100 : me.getAsInt();
    whileSwapping(round -> {
      try (var parent = Folder.open(workspace.root())) {
        Ownership.giveAll(parent, TASK, OptionalInt.of(round % 2 == 0 ? other : other + 1));
      }
    });
  }

  @Test
  void countingNeverCountsWhatIsOutside() throws Exception {
    whileSwapping(_ -> assertThat(workspace.use(10_000).bytes()).isLessThan(3_000_000));
  }

  @Test
  void readingListingAndPacking() throws Exception {
    whileSwapping(round -> {
      assertThat(workspace.list()).noneMatch(file -> file.path().contains("sub"));
      for (var name : new String[] {"a" + round % SwappingCode.PAIRS, "deep/a", "deep/s"}) {
        try (var file = workspace.read(name + "/canary")) {
          assertThat(file.stream().readAllBytes()).isNotEqualTo("precious".getBytes(UTF_8));
        } catch (Refusal _) {
          // a link just then
        }
      }
      var packed = new ByteArrayOutputStream();
      workspace.zip(packed);
      try (var zip = new ZipInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          assertThat(zip.readAllBytes()).isNotEqualTo("precious".getBytes(UTF_8));
        }
      }
    });
  }

  @Test
  void storingAndDeletingByName() throws Exception {
    whileSwapping(round -> {
      var name = "a" + round % SwappingCode.PAIRS;
      try (var intake = workspace.intake("ann")) {
        intake.store(name + "/canary", new ByteArrayInputStream(new byte[] {1}));
        intake.store("deep/a/sub/new", new ByteArrayInputStream(new byte[] {1}));
      } finally {
        workspace.write(name + "/large", new byte[] {1});
        workspace.delete(name + "/canary");
      }
    });
  }

  @Test
  void aLinkInPlaceOfTheTasksFolder() throws Exception {
    Files.delete(workspace.folder());
    Files.createSymbolicLink(workspace.folder(), outside);

    assertThat(workspaces.find(TASK)).isEmpty();
    refused(ErrorCode.TASK_NOT_FOUND, workspace::list);
    refused(ErrorCode.TASK_NOT_FOUND, () -> workspace.read("canary"));
    refused(ErrorCode.TASK_NOT_FOUND, () -> workspace.delete("canary"));
    refused(ErrorCode.TASK_NOT_FOUND, () -> workspace.write("canary", new byte[1]));
    refused(ErrorCode.TASK_NOT_FOUND, () -> workspace.zip(new ByteArrayOutputStream()));
    workspace.makeRoom(Instant.EPOCH, Limits.DEFAULTS);
    workspaces.delete(TASK);
    workspaces.sweep(_ -> false, Instant.now().plusSeconds(60));
  }
}
