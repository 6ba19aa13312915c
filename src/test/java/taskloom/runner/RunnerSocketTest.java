package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.runner.CellOutcome.TimedOut;
import taskloom.runner.CellOutcome.Vanished;
import taskloom.runner.RunnerFailure.Reason;
import taskloom.runner.Sandbox.Mode;
import taskloom.runner.Sandbox.Reach;
import taskloom.testing.RunnerProcess;

/// The runner as it stands in a container of its own: an ordinary user, a unix socket, a folder
/// shared with the server.
class RunnerSocketTest {
  private static final String SOCKET = "runner-" + System.nanoTime() + ".sock";
  @TempDir static Path folder;
  private static RunnerProcess runner;
  private static Sandbox sandbox;
  private Bench bench;

  @BeforeAll
  static void startRunner() throws Exception {
    runner = RunnerProcess.start(folder, SOCKET);
    sandbox = runner.sandbox();
  }

  @BeforeEach
  void setUp() throws IOException {
    bench = new Bench(folder, sandbox);
  }

  @AfterEach
  void tearDown() throws IOException {
    bench.close();
    // Tasks share a user here, so a bomb's remains would count against the next test's processes.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(Bench.processesWith(SOCKET)).hasSize(1);
          assertThat(runner.processes()).isLessThanOrEqualTo(1);
        });
    bench.workspaces.delete(bench.workspace.taskId());
  }

  @AfterAll
  static void stopRunner() throws InterruptedException {
    runner.close();
  }

  @Test
  void runsCellsAsTheOtherModesDo() throws Exception {
    assertThat(sandbox.mode()).isEqualTo(Mode.SOCKET);
    assertThat(sandbox.reach()).isEqualTo(Reach.READY);
    try (var python = bench.open()) {
      var result =
          python.execute(
              "import matplotlib.pyplot as plt, pandas as pd\nplt.plot([1]); plt.title('图');"
                  + " plt.show()\npd.DataFrame({'a': [1]})",
              CellListener.NONE);

      assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
      assertThat(result.figures()).containsExactly("figure-001.png");
      assertThat(Bench.text(result)).contains("a\n0  1").doesNotContain("missing from");
      try (var png = bench.workspace.read("figure-001.png")) {
        assertThat(png.file().size()).isPositive();
      }
      assertThat(python.execute("import os; os._exit(3)", CellListener.NONE).outcome())
          .isEqualTo(new Crashed(new Crash.Exited(3)));
      python.restart();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void keepsTasksApart() throws Exception {
    var other = bench.workspaces.open("20250117-153000-ffffffff");
    Files.writeString(other.folder().resolve("data.csv"), "s3cret", UTF_8);
    Files.setPosixFilePermissions(
        other.folder(),
        PosixFilePermissions.fromString("rwxrwxrwx")); // nothing but Landlock stops it

    try (var python = bench.open()) {
      var result =
          python.execute(
              """
              import glob, os, socket, tempfile
              print(os.environ.get('POD_SECRET'))
              for path in [%s, '/root', '/tmp', '/home', '/var/log', '..']:
                  try:
                      print('LISTED', path, os.listdir(path))
                  except OSError as e:
                      print(type(e).__name__)
              try:
                  open(%s, 'w'); print('WROTE')
              except OSError as e:
                  print(type(e).__name__)
              for pid in glob.glob('/proc/[0-9]*'):
                  try:
                      if b's3cret' in open(pid + '/environ', 'rb').read(): print('READ', pid)
                  except OSError: pass
              for family in [socket.AF_INET, socket.AF_UNIX]:
                  try:
                      socket.socket(family); print('SOCKET')
                  except OSError as e:
                      print(type(e).__name__)
              open('mine.txt', 'w').write('x'); tempfile.TemporaryFile().write(b'x')
              """
                  .formatted(
                      Bench.quoted(other.folder()), Bench.quoted(other.folder().resolve("x"))),
              CellListener.NONE);

      assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
      assertThat(Bench.text(result).lines())
          .as(Bench.text(result))
          .startsWith("None")
          .noneMatch(line -> line.matches("(LISTED|WROTE|READ|SOCKET).*"));
    }
  }

  @Test
  void waitsForARunnerThatIsStarting() throws Exception {
    var name = "late-" + SOCKET;
    var late = RunnerProcess.at(folder.resolve("work").resolve(name));
    assertThat(late.message()).contains("does not answer yet");

    try (var starting = RunnerProcess.start(folder, name);
        var other = new Bench(folder, late);
        var python = other.open()) {
      assertThat(starting).isNotNull();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void aFolderFromBeforeTheRunnerStartedIsItsUsersAllTheSame(@TempDir Path own) throws Exception {
    var late = RunnerProcess.at(own.resolve("work").resolve(SOCKET));
    try (var early = new Bench(own, late);
        var starting = RunnerProcess.start(own, SOCKET);
        var python = early.open()) {
      early.workspace.write("data.csv", bytes("1"));
      var result = python.execute("open('data.csv', 'a').write('2')", CellListener.NONE);

      assertThat(starting).isNotNull();
      assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
    }
  }

  @Test
  void waitsWhereARunnerHasLeftItsSocketBehind() throws Exception {
    var socket = folder.resolve("left-" + SOCKET);
    listen(socket).close();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var link = threads.submit(() -> SocketLink.enter(socket, Duration.ofSeconds(30)));
      Files.delete(socket);
      try (var listener = listen(socket);
          var connection = admit(listener)) {
        assertThat(connection.isConnected()).isTrue();
        link.get().kill();
      }
    }
  }

  @Test
  void anInterruptionEndsTheWaitForARunner() throws Exception {
    var ended = new CompletableFuture<Exception>();
    var waiting =
        Thread.startVirtualThread(() -> {
          try {
            SocketLink.enter(folder.resolve("nowhere.sock"), Duration.ofHours(1)).kill();
          } catch (Exception e) {
            ended.complete(e);
          }
        });
    waiting.interrupt();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  private static ServerSocketChannel listen(Path socket) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }

  /// Gives whoever comes next a place, as the runner does.
  private static SocketChannel admit(ServerSocketChannel listener) throws IOException {
    var connection = listener.accept();
    connection.write(ByteBuffer.wrap(bytes("{\"type\":\"pong\"}\n")));
    return connection;
  }

  @Test
  void codeWaitsForAPlaceOnAFullRunner(@TempDir Path own) throws Exception {
    try (var busy = RunnerProcess.start(own, SOCKET);
        var other = new Bench(own, busy.sandbox());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var socket = own.resolve("work").resolve(SOCKET);
      var links = new ArrayList<SocketLink>();
      while (answer(socket, links).equals("pong")) {
        assertThat(links).hasSizeLessThan(100);
      }
      assertThat(other.sandbox.reach()).isEqualTo(Reach.FULL);
      assertThat(RunnerProcess.at(socket).message()).doesNotContain("does not answer");
      assertThatThrownBy(() -> other.open(Bench.LIMITS.withStart(Duration.ofMillis(300))))
          .isInstanceOfSatisfying(
              RunnerFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(new Reason.Full()));
      var hurried =
          Converter.of(() -> other.sandbox, other.workspaces, "none", Duration.ofMillis(300));
      assertThatThrownBy(() -> hurried.convert(bytes("x"), List.of("-t", "html")))
          .isInstanceOf(ConversionFailure.class)
          .hasMessageContaining("no place left");

      var patient =
          Converter.of(() -> other.sandbox, other.workspaces, "none", Duration.ofSeconds(60));
      var html = threads.submit(() -> patient.convert(bytes("# 题"), List.of("-t", "html")));
      var python = threads.submit(() -> other.open());
      assertThat(answer(socket, links)).isEqualTo("refused");
      links.forEach(SocketLink::kill);
      assertThat(new String(html.get(), UTF_8)).contains(">题</h1>");
      assertThat(Bench.text(python.get().execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void aFullRunnerOutlivesThoseWhoDoNotWaitForItsRefusal() throws Exception {
    try (var busy = RunnerProcess.start(folder, "busy-" + SOCKET)) {
      var found = busy.sandbox();
      var socket = folder.resolve("work").resolve("busy-" + SOCKET);
      var links = new ArrayList<SocketLink>();
      while (answer(socket, links).equals("pong")) {
        assertThat(links).hasSizeLessThan(100);
      }

      busy.pause();
      SocketLink.connect(socket).kill();
      busy.goOn();

      assertThat(answer(socket, links)).isEqualTo("refused");
      links.forEach(SocketLink::kill);
      await().atMost(Duration.ofSeconds(10)).until(() -> found.reach() == Reach.READY);
    }
  }

  @Test
  void aRunnerThatCanStartNoProcessGoesOn(@TempDir Path own) throws Exception {
    assumeTrue(sandbox.root(), "a user's processes can be bounded where the runner has its own");
    try (var bound = RunnerProcess.start(own, SOCKET, "prlimit", "--nproc=8")) {
      var found = bound.sandbox();
      var socket = own.resolve("work").resolve(SOCKET);
      var links = new ArrayList<SocketLink>();
      while (answer(socket, links).equals("pong")) {
        assertThat(links).hasSizeLessThan(8);
      }

      // Turned away, or let go by a keeper that could start nothing itself.
      assertThat(answer(socket, links)).isIn("refused", "");
      links.forEach(SocketLink::kill);
      await().atMost(Duration.ofSeconds(10)).until(() -> found.reach() == Reach.READY);
    }
  }

  private static String answer(Path socket, List<SocketLink> links) throws Exception {
    var link = SocketLink.connect(socket);
    links.add(link);
    link.send(Map.of("type", "ping"));
    var answer = link.next(Duration.ofSeconds(10));
    return answer == null ? "" : answer.path("type").asText();
  }

  @Test
  void isToldWhenTheRunnerVanishes() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute("import time\nprint('begun')\ntime.sleep(60)", _ -> runner.killKeepers());

      assertThat(result.outcome()).isEqualTo(new Vanished());
      python.restart();
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void isToldWhenTheRunnerVanishesWhileAnInterpreterStarts(@TempDir Path own) throws Exception {
    var socket = own.resolve("work").resolve(SOCKET);
    try (var early = new Bench(own, RunnerProcess.at(socket));
        var dying = listen(socket);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var opened = threads.submit(() -> early.open());
      admit(dying).close();
      try (var python = opened.get()) {
        assertThat(python.execute("6 * 7", CellListener.NONE).outcome()).isEqualTo(new Vanished());

        dying.close();
        Files.delete(socket);
        try (var next = RunnerProcess.start(own, SOCKET)) {
          python.restart();
          assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
          assertThat(next).isNotNull();
        }
      }
    }
  }

  @Test
  void endsEverythingWithTheConnection() throws Exception {
    var seconds = "62." + Math.abs(System.nanoTime());
    try (var python = bench.open()) {
      var started =
          python.execute(
              "import subprocess\np = subprocess.Popen(['sleep', '%s'], start_new_session=True)"
                  .formatted(seconds),
              CellListener.NONE);
      assertThat(started.outcome()).as("%s", started).isEqualTo(new Succeeded());
      await().until(() -> !Bench.processesWith(seconds).isEmpty());
      var result =
          python.execute(
              """
              import time
              while True:
                  try: time.sleep(60)
                  except BaseException: pass
              """,
              Duration.ofSeconds(1),
              CellListener.NONE);

      assertThat(result.outcome()).isEqualTo(new TimedOut(Duration.ofSeconds(1), false));
      await().atMost(Duration.ofSeconds(2)).until(() -> Bench.processesWith(seconds).isEmpty());
    }
  }

  @Test
  void survivesAForkBomb() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute(
              "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
              CellListener.NONE);
      assertThat(result.outcome())
          .isEqualTo(new Crashed(new Crash.TooManyProcesses(Bench.LIMITS.processes().count())));
    }
    try (var python = bench.open()) {
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void convertsPapersInTheRunner() throws Exception {
    var converter = converter(sandbox, Duration.ofSeconds(60));

    var html = converter.convert(bytes("# 题\n\n$x^2$"), List.of("--sandbox", "-t", "html"));
    var word = converter.convert(bytes("# 题\n\n$x^2$"), List.of("-t", "docx", "-o", "-"));

    assertThat(new String(html, UTF_8)).contains(">题</h1>", "<sup>2</sup>");
    assertThat(new String(word, UTF_8)).startsWith("PK").contains("word/document.xml");
    assertThat(shared())
        .as("conversions leave nothing")
        .noneMatch(name -> name.contains("convert"));
  }

  @Test
  void aConversionWaitsForARunnerThatIsStarting(@TempDir Path own) throws Exception {
    var late = RunnerProcess.at(own.resolve("work").resolve(SOCKET));
    try (var starting = RunnerProcess.start(own, SOCKET);
        var early = new Bench(own, late)) {
      var converter =
          Converter.of(() -> late, early.workspaces, "no-pandoc-here", Duration.ofSeconds(60));

      assertThat(starting).isNotNull();
      assertThat(new String(converter.convert(bytes("# 题"), List.of("-t", "html")), UTF_8))
          .contains(">题</h1>");
    }
  }

  @Test
  void aConversionSeesNoTasksFiles() throws Exception {
    var data = Files.writeString(bench.workspace.folder().resolve("data.txt"), "s3cret", UTF_8);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-rw-rw-"));
    var converter = converter(sandbox, Duration.ofSeconds(60));

    assertThatThrownBy(() -> converter.convert(bytes("x"), List.of("-t", "html", data.toString())))
        .isInstanceOf(ConversionFailure.class)
        .hasMessageContaining("exit code");
    assertThatThrownBy(
            () -> converter.convert(bytes("x"), List.of("-t", "plain", "-o", data.toString())))
        .isInstanceOf(ConversionFailure.class);
    assertThat(data).hasContent("s3cret");
  }

  @Test
  void aConversionThatTakesTooLongEndsWithTheConnection() throws Exception {
    var word = "toc-title=" + System.nanoTime();
    var converter = converter(sandbox, Duration.ofMillis(300));
    var nested = "> ".repeat(4_000) + "x";

    assertThatThrownBy(
            () -> converter.convert(bytes(nested.repeat(20)), List.of("-t", "json", "-M", word)))
        .isInstanceOf(ConversionFailure.class)
        .hasMessageContaining("took longer");
    await().atMost(Duration.ofSeconds(5)).until(() -> Bench.processesWith(word).isEmpty());
    assertThat(shared()).noneMatch(name -> name.contains("convert"));
  }

  @Test
  void aConversionWithoutARunnerFailsAndSaysSo() throws Exception {
    var converter =
        converter(RunnerProcess.at(folder.resolve("nowhere.sock")), Duration.ofSeconds(5));

    assertThatThrownBy(() -> converter.convert(bytes("x"), List.of("-t", "html")))
        .isInstanceOf(ConversionFailure.class)
        .hasMessageContaining("does not answer");
    assertThat(shared()).noneMatch(name -> name.contains("convert"));
  }

  private Converter converter(Sandbox where, Duration limit) {
    return Converter.of(() -> where, bench.workspaces, "no-pandoc-here", limit);
  }

  private static List<String> shared() throws IOException {
    try (var files = Files.list(folder.resolve("work"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void saysWhenNoRunnerAnswers() throws Exception {
    var absent = RunnerProcess.at(folder.resolve("nowhere.sock"));

    assertThat(absent.mode()).isEqualTo(Mode.SOCKET);
    assertThat(absent.message()).contains("does not answer yet");
    assertThat(absent.reach()).isEqualTo(Reach.UNREACHABLE);
    try (var without = new Bench(folder, absent)) {
      assertThatThrownBy(() -> without.open(Bench.LIMITS.withStart(Duration.ofMillis(300))))
          .isInstanceOfSatisfying(
              RunnerFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(new Reason.NoAnswer()));
    }
  }

  @Test
  void reachesNoOtherProcess() throws Exception {
    try (var other = bench.interpreters.open(bench.workspaces.open("other"), Bench.LIMITS);
        var python = bench.open()) {
      other.execute("1", CellListener.NONE);
      Attacks.held(python.execute(Attacks.ON_OTHERS, CellListener.NONE));
      assertThat(Bench.text(other.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void makesNoCallThatNoTaskNeeds() throws Exception {
    try (var python = bench.open()) {
      Attacks.held(python.execute(Attacks.ON_THE_KERNEL, CellListener.NONE));
    }
  }

  @Test
  void takesNoRoomThatNobodyCounts() throws Exception {
    try (var python = bench.open()) {
      Attacks.held(python.execute(Attacks.ON_THE_COUNT, CellListener.NONE));
    }
  }

  @Test
  void showsNoFolderOfTheServer() throws Exception {
    try (var python = bench.open()) {
      var result = python.execute(Attacks.ON_ITS_PATHS, CellListener.NONE);

      assertThat(Bench.text(result) + Bench.traceback(result))
          .contains("cwd /work", "mountinfo PermissionError", "cmdline PermissionError")
          .doesNotContain(folder.toString());
    }
  }

  /// Modes and times by path are no business of Landlock's, and the tasks share a user.
  @Test
  void changesNoModesOfOtherTasksFiles() throws Exception {
    var other = bench.workspaces.open("20250117-153000-ffffffff").folder();
    try (var python = bench.open()) {
      for (var path : List.of(other, folder.resolve("work"), folder.resolve("work", SOCKET))) {
        var before = Files.readAttributes(path, "unix:mode,lastModifiedTime,uid,gid");
        var result =
            python.execute(
                "import os\np = "
                    + Bench.quoted(path)
                    + """

                    for change in (lambda: os.chmod(p, 0), lambda: os.utime(p, (1, 1)), lambda: os.chown(p, -1, os.getgid()),
                                   lambda: os.truncate(p, 0), lambda: os.setxattr(p, 'user.x', b'x')):
                        try: change()
                        except OSError: pass
                    """,
                CellListener.NONE);
        assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
        assertThat(Files.readAttributes(path, "unix:mode,lastModifiedTime,uid,gid"))
            .isEqualTo(before);
      }
    }
  }

  @Test
  void honestCodeStillDoes() throws Exception {
    try (var python = bench.open()) {
      var result = python.execute(EscapeTest.HONEST, CellListener.NONE);

      assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
      assertThat(Bench.text(result))
          .contains("[0.9 0.9 0.9]", "9 9 -9", "pool [0, 1, 4]")
          .doesNotContain("Warning");
    }
  }

  @Test
  void boundsScratchAndWhatHasNoName() throws Exception {
    var usual = Bench.LIMITS.disk();
    var limits =
        Bench.withDisk(
            new Limits.Disk(64 << 20, usual.folder(), usual.files(), usual.reserve(), 32 << 20));
    for (var code :
        List.of(
            "for i in range(40): open(os.environ['TMPDIR'] + f'/f{i}', 'wb').write(bytes(2 << 20))",
            "kept = [tempfile.TemporaryFile() for _ in range(40)]\nfor f in kept: f.write(bytes(2 <<"
                + " 20)); f.flush()",
            "os.chdir(os.environ['TMPDIR'])\nfor i in range(3000): os.mkdir('d' * 50); os.chdir('d' *"
                + " 50)",
            """
            libc = ctypes.CDLL(None); libc.mmap.restype = ctypes.c_void_p
            libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
            fd = os.open('h', os.O_CREAT | os.O_RDWR); os.write(fd, bytes(1 << 20))
            libc.mmap(None, 4096, 1, 1, fd, 0); os.unlink('h'); os.close(fd)\
            """)) {
      try (var python = bench.open(limits)) {
        var result =
            python.execute(
                "import ctypes, os, tempfile, time\n" + code + "\ntime.sleep(60)",
                CellListener.NONE);

        assertThat(result.outcome())
            .as(code)
            .isEqualTo(new Crashed(new Crash.ScratchFull(32 << 20)));
      }
    }
    var shared = Path.of("/dev/shm/x" + System.nanoTime());
    try (var python = bench.open()) {
      var result = python.execute("open(" + Bench.quoted(shared) + ", 'w')", CellListener.NONE);
      assertThat(Bench.traceback(result)).contains("PermissionError");
    }
    await().until(() -> scratchOf(runner).isEmpty());
  }

  /// The folders for temporary files of a runner's tasks.
  private static List<Path> scratchOf(RunnerProcess of) throws IOException {
    try (var files = Files.list(Path.of("/tmp"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("task-"))
          .filter(file -> Ownership.of(file).equals(java.util.OptionalInt.of(of.user())))
          .toList();
    }
  }

  /// Also in processes whose parents are gone: those are the keeper's, no longer the worker's.
  @Test
  void takesNoMoreMemoryInManyProcessesThanInOne() throws Exception {
    for (var parent : List.of("", "if os.fork(): os._exit(0)\n        ")) {
      try (var python = bench.open(Bench.withMemory(600 << 20))) {
        var result =
            python.execute(
                """
                import os, time
                for _ in range(5):
                    if os.fork() == 0:
                        os.setsid()
                        %sx = bytearray(b'x') * (200 << 20)
                        time.sleep(60)
                time.sleep(60)
                """
                    .formatted(parent),
                CellListener.NONE);

        assertThat(result.outcome()).isEqualTo(new Crashed(new Crash.TooMuchMemory(600 << 20)));
      }
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

  /// The worker's own pipes are within the code's reach: whatever it says there, or does not read,
  /// stops nobody but itself.
  @Test
  void isNotHeldUpByAWorkerThatTalksNonsense() throws Exception {
    for (var code :
        List.of(
            "os.write(4, b'[' * 100_000 + b'\\n')",
            "os.write(4, b'{\"type\":\"display\",\"data\":[1]}\\n')",
            "os.write(4, b'{\"type\":[]}\\nnonsense\\n')",
            "for _ in range(100_000): os.write(4, b'{\"type\":\"display\"}\\n')",
            "os.closerange(3, 50)")) {
      try (var python = bench.open()) {
        var result =
            python.execute(
                "import os, time\n" + code + "\nwhile True: time.sleep(1)",
                Duration.ofSeconds(5),
                CellListener.NONE);

        assertThat(result.outcome()).as(code).isInstanceOfAny(Crashed.class, TimedOut.class);
      }
    }
  }

  @Test
  void saysWhenNothingOfATaskIsLeft() throws Exception {
    var marker = "survivor-" + System.nanoTime();
    try (var talk = Conversation.with(folder.resolve("work", SOCKET))) {
      talk.open(bench.workspace.taskId());
      talk.cell(Attacks.survivors(marker));
      await().until(() -> !Bench.processesWith(marker).isEmpty());

      assertThat(talk.end()).isEqualTo("ended");
      assertThat(Bench.processesWith(marker)).isEmpty();
      assertThat(runner.processes()).isLessThanOrEqualTo(2); // itself, and a keeper about to go
    }
  }

  @Test
  void endsWithoutAWordWhenTheKeeperIsKilledAndSettlesOnlyThen() throws Exception {
    var marker = "survivor-" + System.nanoTime();
    var socket = folder.resolve("work", SOCKET);
    try (var talk = Conversation.with(socket)) {
      talk.open(bench.workspace.taskId());
      talk.cell(Attacks.survivors(marker));
      await().until(() -> !Bench.processesWith(marker).isEmpty());
      runner.killKeepers();

      assertThat(talk.rest()).doesNotContain("ended");
    }
    try (var talk = Conversation.with(socket)) {
      assertThat(talk.ask(Map.of("type", "settle", "task", bench.workspace.taskId())))
          .isEqualTo("ended");
      assertThat(Bench.processesWith(marker)).isEmpty();
    }
  }

  @Test
  void doesNotCallATaskSettledThatIsAlive() throws Exception {
    var socket = folder.resolve("work", SOCKET);
    try (var alive = Conversation.with(socket);
        var other = Conversation.with(socket)) {
      alive.open(bench.workspace.taskId());
      other.send(Map.of("type", "settle", "task", bench.workspace.taskId(), "seconds", 0.5));
      assertThat(other.rest()).containsExactly("refused");
    }
  }

  /// Before its sixth version Landlock leaves signals alone, before its third emptying files.
  @Test
  void holdsWithAnOlderLandlock(@TempDir Path own) throws Exception {
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (int version : List.of(5, 2, 1)) {
      var place = Files.createDirectory(own.resolve("v" + version));
      try (var old = RunnerProcess.start(place, SOCKET, Map.of("landlock.py", landlock(version)));
          var other = new Bench(place, old.sandbox());
          var neighbour = other.interpreters.open(other.workspaces.open("other"), Bench.LIMITS);
          var python = other.open()) {
        neighbour.execute("open('data', 'w').write('precious')", CellListener.NONE);
        Attacks.held(python.execute(Attacks.ON_OTHERS, CellListener.NONE));
        var data = other.workspaces.open("other").folder().resolve("data");
        python.execute(
            """
            import os
            path = %s
            for flags in (os.O_TRUNC, os.O_TRUNC | 3, os.O_TRUNC | os.O_WRONLY):
                try: os.open(path, flags)
                except OSError: pass
            try: os.truncate(path, 0)
            except OSError: pass
            for target in (0, -1, os.getppid(), -os.getppid()):
                try: os.kill(target, 0 if target == 0 else 9)
                except OSError: pass
            """
                .formatted(Bench.quoted(data)),
            CellListener.NONE);
        assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
        assertThat(Bench.text(neighbour.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
        assertThat(data).hasContent("precious");
      }
    }
  }

  private static String landlock(int version) {
    return "    return min(call(CREATE_RULESET, None, 0, 1), " + version + ")\n";
  }

  @Test
  void runsNothingWithoutLandlockUnlessAskedTo(@TempDir Path own) throws Exception {
    try (var without = RunnerProcess.start(own, SOCKET, Map.of("landlock.py", landlock(-1)))) {
      var socket = own.resolve("work", SOCKET);
      await().until(() -> RunnerProcess.at(socket).reach() != Reach.UNREACHABLE);
      var found = RunnerProcess.at(socket);

      assertThat(found.look().reach()).isEqualTo(Reach.UNHEALTHY);
      assertThat(found.look().why()).contains("Landlock");
      assertThat(found.message()).contains("does not work: ", "Landlock");
      try (var other = new Bench(own, found);
          var python = other.open()) {
        assertThatThrownBy(() -> python.execute("open('x', 'w')", CellListener.NONE))
            .isInstanceOfSatisfying(
                RunnerFailure.class,
                failure ->
                    assertThat(failure.reason().toString()).contains("NoSandbox", "Landlock"));
        assertThat(other.workspace.list()).isEmpty();
      }
      var accepted =
          new SandboxProbe(
                  Map.of(
                      "TASKLOOM_SANDBOX", "container", "TASKLOOM_RUNNER_SOCKET", socket.toString()))
              .probe();
      assertThat(accepted.look().reach()).isEqualTo(Reach.READY);
      try (var other = new Bench(own, accepted);
          var python = other.open()) {
        assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
      }
      assertThat(without.check()).as("it works").isZero();
    }
  }

  @Test
  void anInterpreterThatCannotStartMakesTheRunnerUnhealthy(@TempDir Path own) throws Exception {
    try (var broken =
        RunnerProcess.start(own, SOCKET, Map.of("shell.py", "    raise MemoryError\n"))) {
      var socket = own.resolve("work", SOCKET);
      await().until(() -> RunnerProcess.at(socket).reach() != Reach.UNREACHABLE);

      assertThat(RunnerProcess.at(socket).look().reach()).isEqualTo(Reach.UNHEALTHY);
      assertThat(RunnerProcess.at(socket).look().why()).contains("ended before it had run a line");
      assertThat(broken.check()).isEqualTo(1);
    }
    assertThat(runner.check()).isZero();
  }
}
