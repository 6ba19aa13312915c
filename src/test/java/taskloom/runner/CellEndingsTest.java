package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.CellOutcome.TimedOut;

/// How a cell ends that does not come to its end: out of time, crashed, killed or interrupted.
class CellEndingsTest extends BenchFixture {
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
          .as("its keeper is out of its reach")
          .isInstanceOf(CellOutcome.Raised.class);
      assertThat(Bench.text(python.execute("6 * 7", CellListener.NONE))).isEqualTo("42\n");
    }
  }

  private static int signal(CellResult result) {
    return result.outcome() instanceof Crashed(Crash.Signalled(var number, _)) ? number : 0;
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
