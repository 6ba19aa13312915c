package taskloom.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellListener;
import taskloom.runner.CellOutcome;
import taskloom.runner.CellResult;
import taskloom.runner.Interpreter;
import taskloom.runner.Interpreters;
import taskloom.runner.Limits;
import taskloom.runner.RunnerFailure;
import taskloom.runner.Workspace;

/// A task's interpreter and what ran in it. It is started when the first cell comes, and started
/// anew after a crash; either way the cells that ran before are run again first, untold, so that
/// their state is there. For one thread; `close` ends what still runs.
final class Bench implements AutoCloseable {
  /// How often the runner may end while one state is rebuilt, before the cell is held to be why.
  private static final int MOST_VANISHED = 3;

  private final Interpreters interpreters;
  private final Workspace workspace;
  private final Limits limits;
  private final Words words;
  private final CellWords cellWords;
  private final List<Cell> past = new ArrayList<>();
  private @Nullable Interpreter interpreter;

  Bench(Interpreters interpreters, Workspace workspace, Limits limits, Words words) {
    this.interpreters = interpreters;
    this.workspace = workspace;
    this.limits = limits;
    this.words = words;
    this.cellWords = new CellWords(words.language());
  }

  /// Cells of a stage that an earlier attempt finished.
  void remember(List<Cell> cells) {
    past.addAll(cells);
  }

  /// Runs a cell; once more, when the runner vanished under it.
  ///
  /// @throws ModelingFailure [FailureType#NO_INTERPRETER]
  Cell run(String code, boolean silent) throws ModelingFailure, InterruptedException {
    try {
      var result = ready().execute(code, CellListener.NONE);
      if (result.outcome() instanceof CellOutcome.Vanished) {
        result = ready().execute(code, CellListener.NONE);
      }
      var cell = cell(code, result, silent);
      past.add(cell);
      return cell;
    } catch (RunnerFailure failure) {
      throw new ModelingFailure(
          FailureType.NO_INTERPRETER,
          words.noCode(cellWords.failure(failure.reason())),
          "RunnerFailure");
    }
  }

  private Interpreter ready() throws RunnerFailure, InterruptedException {
    var running = interpreter;
    if (running == null) {
      running = interpreters.open(workspace, limits);
      interpreter = running;
      rebuild(running);
    } else if (!running.alive()) {
      running.restart();
      rebuild(running);
    }
    return running;
  }

  /// Failed cells are run again, too: what they did before they failed is part of the state. Those
  /// that were stopped or took the interpreter down are not. When one takes it down now, the state
  /// is gone with it: all begins anew, without that cell, unless it was the runner that ended.
  private void rebuild(Interpreter running) throws RunnerFailure, InterruptedException {
    var cells = new ArrayList<>(past);
    cells.removeIf(cell -> !leavesState(cell));
    int vanished = 0;
    for (int next = 0; next < cells.size(); ) {
      var outcome = running.replay(cells.get(next).code()).outcome();
      if (running.alive()) {
        next++;
        continue;
      }
      if (!(outcome instanceof CellOutcome.Vanished) || ++vanished > MOST_VANISHED) {
        cells.remove(next);
      }
      running.restart();
      next = 0;
    }
  }

  private static boolean leavesState(Cell cell) {
    return switch (cell.ending()) {
      case OK, RAISED -> true;
      case TIMED_OUT, CRASHED -> false;
    };
  }

  private Cell cell(String code, CellResult result, boolean silent) {
    var ending =
        switch (result.outcome()) {
          case CellOutcome.Succeeded() -> Cell.Ending.OK;
          case CellOutcome.Raised _, CellOutcome.OutOfMemory _ -> Cell.Ending.RAISED;
          case CellOutcome.TimedOut _ -> Cell.Ending.TIMED_OUT;
          case CellOutcome.Crashed _, CellOutcome.Vanished _ -> Cell.Ending.CRASHED;
        };
    var pictures =
        result.figures().stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".png"))
            .toList();
    return new Cell(
        code,
        result.text(cellWords::leftOut),
        cellWords.error(result.outcome()),
        ending,
        pictures,
        result.executionTime().toMillis() / 1000.0,
        silent);
  }

  @Override
  public void close() {
    var running = interpreter;
    if (running != null) {
      interpreter = null;
      running.close();
    }
  }
}
