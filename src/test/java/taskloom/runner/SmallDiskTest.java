package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.runner.WorkspaceTest.refused;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.task.ErrorCode;
import taskloom.testing.SmallDisk;

/// Uploads and code on a disk that fills up.
class SmallDiskTest {
  private static final long RESERVE = 64L << 20;
  @TempDir Path folder;

  /// Files that no walk and no descriptor shows: deleted, closed, and only mapped.
  private static final String HIDE =
      """
      import ctypes, os, time
      libc = ctypes.CDLL(None, use_errno=True); libc.mmap.restype = ctypes.c_void_p
      libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
      for i in range(60):
          fd = os.open('h', os.O_CREAT | os.O_RDWR); os.write(fd, bytes(4 << 20))
          libc.mmap(None, 4096, 1, 1, fd, 0); os.unlink('h'); os.close(fd); time.sleep(0.02)
      time.sleep(60)
      """;

  @Test
  void theCodeThatTakesTheDiskIsEndedAndNoOther() throws Exception {
    try (var disk = new SmallDisk(folder.resolve("disk"), 192);
        var bench = new Bench(disk.folder())) {
      var all = Bench.LIMITS.disk();
      var limits =
          // A file that is only mapped counts as the largest there may be: the scratch bound is
          // far.
          Bench.withDisk(new Limits.Disk(8 << 20, all.folder(), all.files(), RESERVE, 512 << 20));
      var innocent = bench.workspaces.open("20250117-153000-eeeeeeee");
      try (var eater = bench.open(limits);
          var other = bench.interpreters.open(innocent, limits)) {
        var running =
            CompletableFuture.supplyAsync(() -> {
              try {
                return other.execute(
                    """
                    import os, time
                    open('began', 'w').close()
                    while not os.path.exists('stop'): time.sleep(0.05)
                    """,
                    CellListener.NONE);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
        Awaitility.await().until(() -> Files.exists(innocent.folder().resolve("began")));
        eater.execute("pass", CellListener.NONE);

        var result = eater.execute(HIDE, CellListener.NONE);

        assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.DiskFull()));
        assertThat(disk.folder().toFile().getUsableSpace()).isGreaterThan(RESERVE);
        Files.createFile(innocent.folder().resolve("stop"));
        assertThat(running.get().outcome()).isEqualTo(new Succeeded());
      }
    }
  }

  @Test
  void uploadsSayThatTheDiskIsFullAndDeletingMakesRoom() throws Exception {
    try (var disk = new SmallDisk(folder.resolve("disk"), 16)) {
      var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
      var bounds = new FileBounds(100_000_000, 100, 100_000_000, 100, 0);
      var workspaces = new Workspaces(disk.folder().resolve("tasks"), bounds, () -> sandbox);
      var workspace = workspaces.open("t1");
      workspace.write("old.csv", new byte[4_000_000]);
      try (var intake = workspace.intake("ann")) {
        refused(
            ErrorCode.STORAGE_FULL,
            () -> intake.store("big", new ByteArrayInputStream(new byte[20_000_000])));
      }
      assertThat(workspace.list()).extracting(WorkspaceFile::path).containsExactly("old.csv");

      disk.fill();
      refused(ErrorCode.STORAGE_FULL, () -> workspace.write("res.md", new byte[100_000]));
      workspace.delete("old.csv");
      workspaces.delete("t1");
      assertThat(workspaces.exists("t1")).isFalse();
      assertThat(disk.folder().toFile().getUsableSpace()).isGreaterThan(3_000_000);
    }
  }

  @Test
  void uploadsLeaveTheReserveAlone() throws Exception {
    try (var disk = new SmallDisk(folder.resolve("disk"), 32)) {
      var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
      var bounds = new FileBounds(100_000_000, 100, 100_000_000, 100, 16 << 20);
      var workspace =
          new Workspaces(disk.folder().resolve("tasks"), bounds, () -> sandbox).open("t1");
      try (var intake = workspace.intake("ann")) {
        intake.store("some", new ByteArrayInputStream(new byte[8 << 20]));
        refused(
            ErrorCode.STORAGE_FULL,
            () -> intake.store("more", new ByteArrayInputStream(new byte[12 << 20])));
      }
      assertThat(disk.folder().toFile().getUsableSpace()).isGreaterThanOrEqualTo(16 << 20);
    }
  }
}
