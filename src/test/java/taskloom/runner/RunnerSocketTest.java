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
    try (var python = bench.open(Bench.LIMITS.withCell(Duration.ofSeconds(2)))) {
      var result =
          python.execute(
              "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
              CellListener.NONE);
      assertThat(result.outcome()).isInstanceOf(TimedOut.class);
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
}
