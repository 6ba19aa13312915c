package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.runner.WorkspaceTest.refused;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.ErrorCode;

class OwnerQuotasTest {
  private static final Map<String, String> OWNERS =
      Map.of("a1", "ann", "a2", "ann", "a3", "ann", "b1", "bob");
  @TempDir Path folder;
  private Workspaces workspaces;

  @BeforeEach
  void setUp() throws IOException {
    var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
    workspaces =
        new Workspaces(
            folder.resolve("tasks"),
            FileBounds.DEFAULTS,
            new OwnerQuotas(3_000_000, id -> Optional.ofNullable(OWNERS.get(id))),
            () -> sandbox);
  }

  private static InputStream bytes(int count) {
    return new ByteArrayInputStream(new byte[count]);
  }

  @Test
  void boundsWhatAllTasksOfAnOwnerHold() throws Exception {
    try (var first = workspaces.open("a1").intake("ann")) {
      first.store("x", bytes(1_500_000));
    }
    try (var second = workspaces.open("a2").intake("ann")) {
      second.store("x", bytes(1_000_000));
      refused(ErrorCode.QUOTA_EXCEEDED, () -> second.store("y", bytes(700_000)));
      second.store("z", bytes(300_000)); // what is refused takes nothing
    }
    try (var bobs = workspaces.open("b1").intake("bob")) {
      bobs.store("x", bytes(2_500_000));
    }
    workspaces.delete("a1");
    try (var third = workspaces.open("a3").intake("ann")) {
      third.store("x", bytes(1_400_000));
    }
  }

  @Test
  void uploadsAtTheSameTimeDrawOnTheSame() throws Exception {
    try (var one = workspaces.open("a1").intake("ann");
        var other = workspaces.open("a2").intake("ann")) {
      one.store("x", bytes(2_000_000));
      refused(ErrorCode.QUOTA_EXCEEDED, () -> other.store("x", bytes(1_500_000)));
      other.store("x", bytes(900_000));
    }
  }

  @Test
  void countsWhatCodeHasWrittenOnceItHasEnded() throws Exception {
    var task = workspaces.open("a1");
    try (var intake = task.intake("ann")) {
      intake.store("x", bytes(10));
    }
    task.codeBegins();
    Files.write(task.folder().resolve("made"), new byte[2_900_000]);
    task.codeEnded();
    try (var intake = workspaces.open("a2").intake("ann")) {
      refused(ErrorCode.QUOTA_EXCEEDED, () -> intake.store("x", bytes(200_000)));
    }
    assertThat(workspaces.open("a2").list()).isEmpty();
  }
}
