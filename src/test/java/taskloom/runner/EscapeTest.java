package taskloom.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import taskloom.runner.CellOutcome.Succeeded;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// What model-written code must not see, reach or forge, tried for real.
class EscapeTest extends BenchFixture {
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
  void reachesNoOtherProcess() throws Exception {
    Attacks.held(run(Attacks.ON_OTHERS));
  }

  @Test
  void makesNoCallThatNoTaskNeeds() throws Exception {
    Attacks.held(run(Attacks.ON_THE_KERNEL));
  }

  @Test
  void takesNoRoomThatNobodyCounts() throws Exception {
    var result = run(Attacks.ON_THE_COUNT);

    Attacks.held(result);
    assertThat(Bench.text(result)).contains("counted 1048576 True");
  }

  @Test
  void knowsNoFolderOfTheServer() throws Exception {
    var result = run(Attacks.ON_ITS_PATHS);

    assertThat(Bench.text(result) + Bench.traceback(result))
        .contains("cwd /work", "mountinfo PermissionError")
        .doesNotContain(bench.workspaces.open("x").folder().getParent().toString())
        .doesNotContain(folder.toString());
  }

  /// As the namespace's first process the keeper takes no signal from inside, whatever Landlock is.
  @Test
  void endsOrStopsItsKeeperByNoSignal() throws Exception {
    try (var python = bench.open()) {
      var result =
          python.execute(
              """
              import os, signal
              signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
              for number in signal.valid_signals():
                  for target in (os.getppid(), -1):
                      try: os.kill(target, number)
                      except OSError: pass
              print(os.getppid())
              """,
              CellListener.NONE);
      assertThat(Bench.text(result)).isEqualTo("1\n");
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    var marker = "survivor-" + System.nanoTime();
    try (var python = bench.open()) {
      assertThat(Bench.text(python.execute(Attacks.survivors(marker), CellListener.NONE)))
          .isEqualTo("begun\n");
      await().until(() -> !Bench.processesWith(marker).isEmpty());
    }
    await().until(() -> Bench.processesWith(marker).isEmpty());
  }

  @Test
  void honestCodeStillDoes() throws Exception {
    var result = run(HONEST);

    assertThat(result.outcome()).as("%s", result).isEqualTo(new Succeeded());
    assertThat(Bench.text(result)).contains("[0.9 0.9 0.9]", "9 9 -9", "pool [0, 1, 4]");
  }

  /// What tools of the trade do with the system: threads, processes, pipes, maps, copies, locks.
  static final String HONEST =
      """
      import asyncio, os, shutil, sqlite3, subprocess, tempfile
      import numpy as np, pandas as pd, matplotlib.pyplot as plt, statsmodels.api as sm
      from concurrent.futures import ThreadPoolExecutor
      from sklearn.ensemble import RandomForestRegressor
      from sklearn.model_selection import cross_val_score
      X = np.random.default_rng(1).random((200, 4)); y = X @ [1, 2, 3, 4]
      print(cross_val_score(RandomForestRegressor(20, n_jobs=-1, random_state=1), X, y, cv=3, n_jobs=2).round(1))
      assert sm.OLS(y, sm.add_constant(X)).fit().rsquared > 0.99
      plt.plot(y); plt.savefig('own.png'); plt.show()
      pd.DataFrame(X).to_excel('a.xlsx'); assert pd.read_excel('a.xlsx').shape == (200, 5)
      m = np.memmap('mapped', dtype='f8', mode='w+', shape=(100,)); m[:] = 1; m.flush()
      shutil.copy2('a.xlsx', 'b.xlsx'); os.makedirs('c/d'); shutil.copytree('c', 'e'); shutil.rmtree('e')
      with tempfile.TemporaryFile() as f: f.write(bytes(1 << 20))
      db = sqlite3.connect('x.db'); db.execute('create table t(a)'); db.commit()
      said = subprocess.run('echo 9 | cat', shell=True, capture_output=True, text=True, timeout=30).stdout.strip()
      p = subprocess.Popen(['sleep', '60']); p.kill()
      print(said, asyncio.run(asyncio.sleep(0, 9)), p.wait())
      print('pool', list(ThreadPoolExecutor(4).map(lambda x: x * x, range(3))))
      """;
}
