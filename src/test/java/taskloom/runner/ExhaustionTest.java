package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.OutOfMemory;
import taskloom.runner.CellOutcome.Raised;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.runner.CellOutcome.TimedOut;

/// What model-written code must not use up: processes, memory, disk, output. Tried for real.
class ExhaustionTest extends BenchFixture {
  private static final Limits.Disk SMALL =
      new Limits.Disk(20 << 20, 100 << 20, 20_000, 256 << 20, 256 << 20);

  @Test
  void survivesAForkBomb() throws Exception {
    var limits = Bench.LIMITS.withCell(Duration.ofSeconds(3));
    try (var python = bench.open(limits)) {
      var marker = UUID.randomUUID().toString();
      var result =
          python.execute(
              "import os\nwhile True:\n  try:\n    os.fork()\n  except OSError:\n    pass  # "
                  + marker,
              CellListener.NONE);

      assertThat(result.outcome()).isInstanceOf(TimedOut.class);
      python.restart();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
    await().until(() -> Bench.processesOf(bench).isEmpty());
  }

  @Test
  void takesNoTenGibibytes() throws Exception {
    try (var python = bench.open()) {
      var result = python.execute("x = bytearray(10 << 30)", CellListener.NONE);

      assertThat(result.outcome()).isInstanceOf(OutOfMemory.class);
      assertThat(result.outcome().interpreterAlive()).isTrue();
      assertThat(Bench.traceback(result)).contains("MemoryError");
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void takesNoMoreMemoryInManyProcessesThanInOne() throws Exception {
    try (var python = bench.open(Bench.withMemory(600 << 20))) {
      var result =
          python.execute(
              """
              import os, time
              for _ in range(5):
                  if os.fork() == 0:
                      x = bytearray(b'x') * (200 << 20)
                      time.sleep(60)
              time.sleep(60)
              """,
              CellListener.NONE);

      assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.TooMuchMemory(600 << 20)));
      assertThat(result.executionTime()).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void countsMemoryOutOfSight() throws Exception {
    for (var code : Attacks.memoryOutOfSight()) {
      try (var python = bench.open(Bench.withMemory(600 << 20))) {
        assertThat(python.execute(code, CellListener.NONE).outcome())
            .isEqualTo(new Crashed(new Crash.TooMuchMemory(600 << 20)));
      }
    }
  }

  @Test
  void hidesNoFileInAThreadsOwnDescriptors() throws Exception {
    try (var python = bench.open()) {
      assertThat(Bench.text(python.execute(Attacks.OWN_DESCRIPTORS, CellListener.NONE)))
          .isEqualTo("clone -1\nclose_range -1\n");
    }
  }

  @Test
  void fillsNoDisk() throws Exception {
    bench.workspace.write("data.csv", "a,b\n".getBytes(UTF_8));
    try (var python = bench.open(Bench.withDisk(SMALL))) {
      var oneFile = python.execute("open('big', 'wb').write(bytes(30 << 20))", CellListener.NONE);
      var manyFiles =
          python.execute(
              "for i in range(1000): open(f'f{i}', 'wb').write(bytes(10 << 20))",
              CellListener.NONE);

      assertThat(((Raised) oneFile.outcome()).value()).contains("File too large");
      assertThat(manyFiles.outcome()).isEqualTo(new Crashed(new Crash.FolderFull(100 << 20)));
      python.restart();
      assertThat(python.execute("open('ok', 'w').write('ok')", CellListener.NONE).outcome())
          .isEqualTo(new Succeeded());
      assertThat(bench.workspace.list()).extracting(WorkspaceFile::path).contains("data.csv", "ok");
      assertThat(bench.workspace.use(100_000).bytes()).isLessThan(60 << 20);
    }
  }

  @Test
  void recoversFromFilesWithoutNumberAndFoldersWithoutEnd() throws Exception {
    bench.workspace.write("data.csv", "a,b\n".getBytes(UTF_8));
    var limits =
        Bench.withDisk(
            new Limits.Disk(
                Bench.LIMITS.disk().file(),
                Bench.LIMITS.disk().folder(),
                500,
                0,
                Bench.LIMITS.disk().scratch()));
    try (var python = bench.open(limits)) {
      for (var code :
          List.of(
              "for i in range(1000): open(f'f{i}', 'w').close()",
              "for i in range(1000): os.mkdir(f'd{i}')",
              "for i in range(300): os.mkdir('d' * 200); os.chdir('d' * 200)")) {
        var result =
            python.execute("import os, time\n" + code + "\ntime.sleep(60)", CellListener.NONE);

        assertThat(result.outcome()).as(code).isEqualTo(new Crashed(new Crash.TooManyFiles(500)));
        python.restart();
        assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
      }
    }
    assertThat(bench.workspace.list()).extracting(WorkspaceFile::path).contains("data.csv");
  }

  @Test
  void hidesNoDiskUseInDeletedFiles() throws Exception {
    try (var python = bench.open(Bench.withDisk(SMALL))) {
      var result =
          python.execute(
              """
              import os, time
              kept = []
              for i in range(15):
                  kept.append(open('f', 'wb')); os.remove('f'); kept[-1].write(bytes(10 << 20)); kept[-1].flush()
              time.sleep(30)
              """,
              CellListener.NONE);

      assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.FolderFull(100 << 20)));
    }
  }

  @Test
  void fillsNoMemoryThroughTmp() throws Exception {
    for (var place : List.of("/tmp", "/dev/shm")) {
      assertThat(
              Bench.traceback(
                  run(
                      "for i in range(30): open('%s/f%%d' %% i, 'wb').write(bytes(10 << 20))"
                          .formatted(place))))
          .contains("No space left on device");
    }
  }

  @Test
  void survivesOutputWithoutEnd() throws Exception {
    try (var python = bench.open(Bench.LIMITS.withCell(Duration.ofSeconds(2)))) {
      var result =
          python.execute("i = 0\nwhile True:\n  print('line', i); i += 1", CellListener.NONE);

      assertThat(result.outcome()).isEqualTo(new TimedOut(Duration.ofSeconds(2), true));
      assertThat(Bench.text(result))
          .startsWith("line 0\nline 1\n")
          .contains("\n…\n")
          .hasSizeLessThan(300_000);
      assertThat(result.leftOut()).isPositive();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }
}
