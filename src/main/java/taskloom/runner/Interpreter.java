package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome.Crashed;
import taskloom.runner.RunnerFailure.Reason;
import taskloom.task.Refusal;

/// A task's Python, in its sandbox: cells run one after the other and share their state. One thread
/// at a time executes; `close` may come from any.
///
/// Interrupting the executing thread stops the cell, or ends the interpreter with all its processes
/// where the cell does not react, within a second.
public final class Interpreter implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Interpreter.class.getName());

  /// What the runner is given beyond a cell's time to end it by itself.
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration INTERRUPT_PATIENCE = Duration.ofMillis(400);

  private final Workspace workspace;
  private final Limits limits;
  private final Starter starter;
  private final DiskReserve reserve;
  private final Consumer<Interpreter> onClose;
  private volatile Running running;
  private volatile boolean closed;
  private long cells;

  /// Starts a runner.
  interface Starter {
    Link start() throws RunnerFailure, InterruptedException;
  }

  /// One life of the interpreter.
  private static final class Running {
    final Link link;
    final Watch watch;
    private final DiskReserve reserve;
    boolean ready;
    volatile boolean ended;

    Running(Link link, Watch watch, DiskReserve reserve) {
      this.link = link;
      this.watch = watch;
      this.reserve = reserve;
      reserve.enter(watch);
    }

    void end() {
      ended = true;
      reserve.leave(watch);
      watch.close();
      link.kill();
    }
  }

  Interpreter(
      Workspace workspace,
      Limits limits,
      Starter starter,
      DiskReserve reserve,
      Consumer<Interpreter> onClose)
      throws RunnerFailure, InterruptedException {
    this.workspace = workspace;
    this.limits = limits;
    this.starter = starter;
    this.reserve = reserve;
    this.onClose = onClose;
    workspace.codeBegins();
    this.running = start();
  }

  /// Runs a cell within the limits' time.
  public CellResult execute(String code, CellListener listener)
      throws InterruptedException, RunnerFailure {
    return run(code, limits.cell(), false, listener);
  }

  /// Runs a cell within `limit`.
  public CellResult execute(String code, Duration limit, CellListener listener)
      throws InterruptedException, RunnerFailure {
    return run(code, limit, false, listener);
  }

  /// Runs a cell of an earlier life again, for its effect on the state: open figures are not saved
  /// anew and none is named.
  public CellResult replay(String code) throws InterruptedException, RunnerFailure {
    return run(code, limits.cell(), true, CellListener.NONE);
  }

  /// Whether cells can run; false after one that took the interpreter down.
  public boolean alive() {
    return !closed && !running.ended;
  }

  /// A fresh interpreter in place of the old one, once all of that has ended. Its state is the
  /// caller's to rebuild.
  ///
  /// @throws RunnerFailure also where what runs in the folder does not end, or may not have
  public void restart() throws RunnerFailure, InterruptedException {
    running.end();
    if (!running.link.awaitEnd(limits.start())) {
      throw new RunnerFailure(new Reason.StillRunning());
    }
    if (closed) {
      throw new RunnerFailure(new Reason.Closed());
    }
    running = start();
    if (closed) {
      running.end();
    }
  }

  /// Ends the interpreter and everything it started; does not wait for that.
  void kill() {
    closed = true;
    running.end();
  }

  /// Ends the interpreter and everything it started, and waits some seconds until that is so.
  @Override
  public void close() {
    kill();
    try {
      running.link.awaitEnd(CLOSE_PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    workspace.codeEnded();
    onClose.accept(this);
  }

  private Running start() throws RunnerFailure, InterruptedException {
    var link = starter.start();
    link.send(Map.of("type", "open", "task", workspace.taskId(), "limits", limits.forRunner()));
    try {
      return new Running(link, new Watch(link, workspace, limits), reserve);
    } catch (IOException | Refusal e) {
      link.kill();
      LOG.log(Level.WARNING, "the folder of task " + workspace.taskId() + " cannot be watched", e);
      throw new RunnerFailure(new Reason.NotStarted());
    }
  }

  private CellResult run(String code, Duration limit, boolean replay, CellListener listener)
      throws InterruptedException, RunnerFailure {
    var life = running;
    if (!alive()) {
      throw new RunnerFailure(new Reason.Closed());
    }
    var started = Instant.now();
    var transcript = new Transcript(limits, listener);
    try {
      if (!awaitReady(life)) {
        return ended(life, null, started, transcript);
      }
      life.watch.begin(limit, limit.plus(GRACE));
      life.link.send(
          Map.of(
              "type",
              "execute",
              "id",
              Long.toString(++cells),
              "code",
              code,
              "timeout",
              limit.toMillis() / 1000.0,
              "replay",
              replay));
      return listen(life, limit, started, transcript);
    } catch (InterruptedException e) {
      stop(life);
      throw e;
    } finally {
      life.watch.end();
    }
  }

  /// False when the runner's container has ended meanwhile: that is like its end under a cell.
  private boolean awaitReady(Running life) throws RunnerFailure, InterruptedException {
    if (life.ready) {
      return true;
    }
    var answer = life.link.next(limits.start());
    if (answer != null && answer.path("type").asText().equals("ready")) {
      life.ready = true;
      return true;
    }
    if (answer != null && answer.path("type").asText().equals("unconfined")) {
      life.end();
      var why = answer.path("reason").asText();
      LOG.log(Level.WARNING, "no code runs: the sandbox is not what it should be: " + why);
      throw new RunnerFailure(
          new Reason.NoSandbox("Model-written code does not run: " + why + "."));
    }
    if (answer != null && answer.isMissingNode() && life.link instanceof SocketLink) {
      return false;
    }
    var lastWords = answer == null ? "" : answer.path("reason").asText("") + life.link.lastWords();
    life.end();
    LOG.log(Level.WARNING, "the runner of task " + workspace.taskId() + " ended: " + lastWords);
    throw new RunnerFailure(
        answer == null ? new Reason.Late(limits.start()) : new Reason.NotStarted());
  }

  private CellResult listen(Running life, Duration limit, Instant started, Transcript transcript)
      throws InterruptedException {
    CellOutcome ending = null;
    while (true) {
      var answer = life.link.next(limit.plus(GRACE));
      if (answer == null) {
        continue; // the watch ends what takes too long
      }
      if (answer.isMissingNode()) {
        return ended(life, ending, started, transcript);
      }
      var type = answer.path("type").asText();
      if (type.equals("exited")) {
        ending = Endings.of(answer, limit, limits);
      } else if (answer.path("id").asText().equals(Long.toString(cells))) {
        if (type.equals("done")) {
          return transcript.done(answer, limit);
        }
        transcript.add(answer);
        if (transcript.overflowing()) {
          ending = new Crashed(new Crash.TooMuchOutput());
          life.end();
        }
      }
    }
  }

  private CellResult ended(
      Running life, @Nullable CellOutcome ending, Instant started, Transcript transcript)
      throws InterruptedException {
    var verdict = life.watch.verdict();
    if (verdict != null) {
      life.watch.awaitCleared();
    }
    life.end();
    var outcome = verdict != null ? verdict : ending != null ? ending : Endings.silent(life.link);
    return transcript.ended(outcome, Duration.between(started, Instant.now()));
  }

  /// Asks the cell to stop, and does not wait long.
  private static void stop(Running life) {
    life.link.send(Map.of("type", "interrupt"));
    var deadline = System.nanoTime() + INTERRUPT_PATIENCE.toNanos();
    try {
      while (true) {
        JsonNode answer = life.link.next(Duration.ofNanos(deadline - System.nanoTime()));
        if (answer == null || answer.isMissingNode()) {
          life.end();
          return;
        }
        if (answer.path("type").asText().equals("done")) {
          return;
        }
      }
    } catch (InterruptedException _) {
      life.end();
    }
  }
}
