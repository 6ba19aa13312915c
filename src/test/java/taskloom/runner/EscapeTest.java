package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.OutOfMemory;
import taskloom.runner.CellOutcome.Raised;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What model-written code must not manage, tried for real.
class EscapeTest {
  private static final Limits.Disk SMALL =
      new Limits.Disk(20 << 20, 100 << 20, 20_000, 256 << 20, 256 << 20);

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder);
  }

  @AfterEach
  void tearDown() throws IOException {
    bench.close();
    bench.workspaces.delete(bench.workspace.taskId());
  }

  private CellResult run(String code) throws Exception {
    try (var python = bench.open()) {
      return python.execute(code, CellListener.NONE);
    }
  }

  @Test
  void readsNoPasswords() throws Exception {
    assertThat(Bench.traceback(run("open('/etc/shadow').read()"))).contains("FileNotFoundError");
    assertThat(Bench.text(run("print(__import__('os').listdir('/etc'))"))).doesNotContain("passwd");
  }

  @Test
  void seesNothingOfTheServer() throws Exception {
    var secret = Files.writeString(folder.resolve("server-secret"), "s3cret");
    var other = bench.workspaces.open("20250117-153000-ffffffff");
    other.write("data.csv", "a".getBytes(UTF_8));

    var result =
        run(
            """
            import glob, os
            print(sorted(os.environ))
            print([p for p in glob.glob('/proc/[0-9]*')])
            for p in glob.glob('/proc/[0-9]*/environ'):
                try: print(open(p, 'rb').read())
                except OSError: print('refused')
            print(os.path.exists(%s), os.path.exists(%s))
            print(os.listdir('/work'), os.listdir('/'), os.getuid())
            """
                .formatted(Bench.quoted(secret), Bench.quoted(other.folder())));

    assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
    assertThat(Bench.text(result))
        .contains("False False")
        .contains("[]") // its own folder, which is empty
        .doesNotContain("JAVA_HOME")
        .doesNotContain("s3cret")
        .doesNotContain("'root'")
        .doesNotContain("'home'");
    assertThat(System.getenv().keySet().stream().filter(name -> name.length() > 4))
        .noneMatch(name ->
            !Bubblewrap.ENVIRONMENT.containsKey(name)
                && Bench.text(result).contains("'" + name + "'"));
  }

  @Test
  void writesNowhereElse() throws Exception {
    var result =
        run(
            """
            for path in ['/x', '/usr/x', '/etc/x', '/dev/x', '/proc/sys/kernel/hostname', '/runner/x',
                         '/runner/__main__.py', '/runner/taskloom_runner/x', '/runner/taskloom_runner/worker.py']:
                try:
                    open(path, 'w').write('x'); print('WROTE', path)
                except OSError as e:
                    print(type(e).__name__)
            open('/tmp/x', 'w').write('x'); open('/work/y', 'w').write('y')
            """);

    assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
    assertThat(Bench.text(result)).doesNotContain("WROTE", "FileNotFoundError");
    assertThat(bench.workspace.list()).extracting(WorkspaceFile::path).containsExactly("y");
  }

  @Test
  void reachesNoNetwork() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var result =
          run(
              """
              import socket
              for family, address in [(socket.AF_INET, ('127.0.0.1', %d)), (socket.AF_INET, ('1.1.1.1', 53)),
                                      (socket.AF_INET6, ('::1', 80)), (socket.AF_UNIX, '\\0/tmp/.X11-unix/X0'),
                                      (socket.AF_UNIX, '/run/dbus/system_bus_socket'), (socket.AF_NETLINK, (0, 0))]:
                  try:
                      socket.socket(family, socket.SOCK_STREAM).connect(address); print('CONNECTED', address)
                  except OSError as e:
                      print(e)
              """
                  .formatted(listener.getLocalPort()));

      assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
      assertThat(Bench.text(result)).doesNotContain("CONNECTED").contains("Permission denied");
    }
  }

  /// bubblewrap by itself, without the runner's own filter: each of the two would do.
  @Test
  void hasNoNetworkEvenWithoutTheFilter() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var printed =
          Bench.runBare(
              bench.sandbox,
              """
              import os, socket
              for address in [('127.0.0.1', %d), ('1.1.1.1', 53)]:
                  try:
                      socket.create_connection(address, 2); print('CONNECTED')
                  except OSError as e:
                      print(e.strerror)
              print(sorted(os.listdir('/sys/class/net')) if os.path.exists('/sys') else 'no /sys')
              print(open('/proc/net/unix').read().count('@'), 'abstract sockets')
              print(open('/proc/self/status').read())
              """
                  .formatted(listener.getLocalPort()));

      assertThat(printed)
          .doesNotContain("CONNECTED")
          .contains("Connection refused")
          .contains("Network is unreachable")
          .contains("0 abstract sockets")
          .contains("CapEff:\t0000000000000000")
          .contains("CapBnd:\t0000000000000000")
          .contains("NoNewPrivs:\t1");
    }
  }

  @Test
  void makesNoNamespacesTracesNothingAndLeavesNoPipes() throws Exception {
    var result =
        run(
            """
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            print('unshare', libc.unshare(0x10000000))
            print('ptrace', libc.ptrace(16, os.getppid(), 0, 0))
            print('mount', libc.mount(b'/', b'/tmp', None, 4096, None))
            print('memfd', libc.memfd_create(b'x', 0))
            try:
                os.mkfifo('pipe'); print('FIFO')
            except OSError: pass
            try:
                print('CHANNEL', os.listdir(f'/proc/{os.getppid()}/fd'))
            except OSError: pass
            os.setuid(0)
            """);

    assertThat(Bench.text(result)).isEqualTo("unshare -1\nptrace -1\nmount -1\nmemfd -1\n");
    assertThat(Bench.traceback(result)).containsAnyOf("PermissionError", "Invalid argument");
  }

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
      assertThat(DiskUse.of(bench.workspace.folder(), 100_000).bytes()).isLessThan(60 << 20);
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
  void leadsNoDownloadThroughALink() throws Exception {
    Files.writeString(folder.resolve("server-secret"), "s3cret");
    run(
        """
        import os
        os.symlink('/etc/passwd', 'innocent.csv')
        os.symlink('../../server-secret', 'relative.csv')
        os.symlink('/', 'root')
        """);

    for (var name : List.of("innocent.csv", "relative.csv", "root/etc/passwd", "root")) {
      assertThatThrownBy(() -> bench.workspace.read(name))
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
    assertThat(bench.workspace.list()).isEmpty();
  }

  @Test
  void endsALoopThatNeverEnds() throws Exception {
    try (var python = bench.open()) {
      python.execute("kept = 5", CellListener.NONE);
      var seconds = "65." + Math.abs(System.nanoTime());
      var polite =
          python.execute(
              "import subprocess\nsubprocess.Popen(['sleep', '%s'])\nwhile True: pass"
                  .formatted(seconds),
              Duration.ofSeconds(1),
              CellListener.NONE);

      assertThat(polite.outcome()).isEqualTo(new TimedOut(Duration.ofSeconds(1), true));
      assertThat(Bench.processesWith(seconds)).isEmpty(); // what it started ends with it
      assertThat(Bench.text(python.execute("kept", CellListener.NONE))).isEqualTo("5\n");

      var stubborn =
          python.execute(
              """
              import time
              while True:
                  try: time.sleep(1)
                  except BaseException: pass
              """,
              Duration.ofSeconds(1),
              CellListener.NONE);

      assertThat(stubborn.outcome()).isEqualTo(new TimedOut(Duration.ofSeconds(1), false));
      assertThat(stubborn.executionTime()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(8));
      assertThat(python.alive()).isFalse();
    }
  }

  @Test
  void endsALoopInNativeCode() throws Exception {
    try (var python = bench.open(Bench.LIMITS.withCell(Duration.ofSeconds(1)))) {
      var result =
          python.execute(
              "import ctypes\nctypes.PyDLL(None).pause()  # holds the interpreter's lock",
              CellListener.NONE);

      assertThat(result.outcome()).isInstanceOf(TimedOut.class);
    }
  }

  @Test
  void tellsExitAndCrashAndKilling() throws Exception {
    try (var python = bench.open()) {
      assertThat(python.execute("print('x'); import os; os._exit(3)", CellListener.NONE))
          .satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.Exited(3)));
            assertThat(result.outcome().interpreterAlive()).isFalse();
            assertThat(python.alive()).isFalse();
          });
      python.restart();
      assertThat(signal(python.execute("import ctypes; ctypes.string_at(0)", CellListener.NONE)))
          .isEqualTo(11);
      python.restart();
      assertThat(signal(python.execute("import os; os.abort()", CellListener.NONE))).isEqualTo(6);
      python.restart();
      assertThat(python.execute("import os; os.kill(os.getppid(), 9)", CellListener.NONE).outcome())
          .isInstanceOf(Crashed.class);
      python.restart();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  private static int signal(CellResult result) {
    return result.outcome() instanceof Crashed(Crash.Signalled(var number, _)) ? number : 0;
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

  @Test
  void breaksNoChannel() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute(
              """
              import os, sys
              os.write(1, b'{"type":"done","id":"1","status":"ok"}\\n')
              os.write(2, b'\\xff\\xfe\\x00 not UTF-8\\n')
              print('\\ud800 half a pair')
              sys.__stdout__.close()
              os.closerange(0, 3)
              """,
              CellListener.NONE);

      assertThat(result.outcome()).isEqualTo(new Succeeded());
      assertThat(Bench.text(result))
          .contains("\"type\":\"done\"")
          .contains("\ufffd")
          .contains("half a pair");
      assertThat(Bench.text(python.execute("print('still here')", CellListener.NONE)))
          .isEqualTo("still here\n");
      // Even a flood on every descriptor it can find does not keep the server waiting.
      var flood =
          python.execute(
              "import os\nfor fd in range(3, 50):\n  try:\n    for _ in range(100): os.write(fd,"
                  + " b'{\"type\":\"done\"' * 1000)\n  except OSError: pass",
              Duration.ofSeconds(3),
              CellListener.NONE);
      assertThat(flood).isNotNull();
    }
  }

  @Test
  void isToldWhenKilledFromOutside() throws Exception {
    try (var python = bench.open()) {
      var begun = new CountDownLatch(1);
      var result =
          CompletableFuture.supplyAsync(() -> {
            try {
              return python.execute(
                  "import time\nprint('begun')\ntime.sleep(60)", _ -> begun.countDown());
            } catch (InterruptedException | RunnerFailure e) {
              throw new AssertionError(e);
            }
          });
      begun.await();
      Bench.processesOf(bench).forEach(ProcessHandle::destroyForcibly);

      assertThat(result.get().outcome())
          .isInstanceOfSatisfying(
              Crashed.class, ending -> assertThat(ending.crash()).isInstanceOf(Crash.Killed.class));
      python.restart();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void endsWithinASecondWhenInterrupted() throws Exception {
    try (var python = bench.open()) {
      python.execute("kept = 5", CellListener.NONE);
      interrupted(python, "import time\nprint('begun')\ntime.sleep(60)");
      assertThat(python.alive()).isTrue();
      assertThat(Bench.text(python.execute("kept", CellListener.NONE))).isEqualTo("5\n");

      var seconds = "61." + Math.abs(System.nanoTime()); // tells its command from any other's
      interrupted(
          python,
          """
          import subprocess, time
          child = subprocess.Popen(['sleep', '%s'], start_new_session=True)
          print('begun')
          while True:
              try: time.sleep(60)
              except BaseException: pass
          """
              .formatted(seconds));
      assertThat(python.alive()).isFalse();
      await().atMost(Duration.ofSeconds(1)).until(() -> Bench.processesWith(seconds).isEmpty());
    }
  }

  private static void interrupted(Interpreter python, String code) throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CompletableFuture<Throwable>();
    var thread =
        Thread.startVirtualThread(() -> {
          try {
            python.execute(code, _ -> begun.countDown());
            ended.complete(new AssertionError("ran to its end"));
          } catch (InterruptedException | RunnerFailure e) {
            ended.complete(e);
          }
        });
    begun.await();
    var asked = System.nanoTime();
    thread.interrupt();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
  }
}
