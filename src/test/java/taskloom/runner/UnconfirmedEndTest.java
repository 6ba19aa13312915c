package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.wire.Json;

/// What the server does in a task's folder after it has ended the task's code, and when.
class UnconfirmedEndTest {
  private static final Limits SMALL =
      Bench.withDisk(new Limits.Disk(1 << 20, 2 << 20, 100, 0, 1 << 20));
  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void setUp() throws IOException {
    var sandbox = new Sandbox(Sandbox.Mode.NONE, "", Path.of("/usr/bin/python3"), false, null);
    workspace =
        new Workspaces(folder.resolve("tasks"), FileBounds.DEFAULTS, () -> sandbox).open("t1");
  }

  /// A runner that starts, whose cell fills the folder, and that says whether all has ended.
  private final class Scripted implements Link {
    private final boolean confirmed;
    private final CountDownLatch killed = new CountDownLatch(1);
    private boolean ready;

    Scripted(boolean confirmed) {
      this.confirmed = confirmed;
    }

    @Override
    public void send(Object request) {
      if (request.toString().contains("type=execute")) {
        try {
          Files.write(workspace.folder().resolve("big"), new byte[3 << 20]);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public @Nullable JsonNode next(Duration patience) throws InterruptedException {
      if (!ready) {
        ready = true;
        return Json.mapper().createObjectNode().put("type", "ready");
      }
      return killed.await(patience.toMillis(), TimeUnit.MILLISECONDS)
          ? MissingNode.getInstance()
          : null;
    }

    @Override
    public void kill() {
      killed.countDown();
    }

    @Override
    public boolean awaitEnd(Duration patience) {
      return confirmed;
    }

    @Override
    public String lastWords() {
      return "";
    }

    @Override
    public ProcessTree processes() {
      return new ProcessTree(List.of());
    }
  }

  private Interpreter open(boolean confirmed) throws Exception {
    return new Interpreter(
        workspace, SMALL, () -> new Scripted(confirmed), new DiskReserve(), _ -> {});
  }

  @Test
  void makesRoomOnceAllHasEnded() throws Exception {
    try (var python = open(true)) {
      var result = python.execute("", CellListener.NONE);
      assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.FolderFull(2 << 20)));
      assertThat(workspace.list()).isEmpty();
      python.restart();
      assertThat(python.alive()).isTrue();
    }
  }

  @Test
  void leavesTheFolderAloneWhileSomethingMayStillRun() throws Exception {
    try (var python = open(false)) {
      var result = python.execute("", CellListener.NONE);
      assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.FolderFull(2 << 20)));
      assertThat(workspace.list()).extracting(WorkspaceFile::path).containsExactly("big");
      assertThatThrownBy(python::restart)
          .isInstanceOfSatisfying(
              RunnerFailure.class,
              failure ->
                  assertThat(failure.reason()).isEqualTo(new RunnerFailure.Reason.StillRunning()));
    }
  }
}
