package taskloom.agents;

import java.math.BigDecimal;
import java.util.List;
import taskloom.task.TokenUsage;

/// What an agent has at hand while it works on one stage of a task. What it says here is stored
/// before it is told; every call may block and ends with [InterruptedException] when the task is
/// cancelled. For the stage's own thread.
public interface Desk {
  /// Tells what the agent does now (`agent`, status `working`).
  void working(String content) throws InterruptedException;

  /// Tells of one step of several (`step`), as `文献检索`.
  ///
  /// @param index from 1
  void step(String name, int index, int total, StepStatus status, String content)
      throws InterruptedException;

  /// Runs code in the task's interpreter, which is started first where it is not running, with what
  /// finished stages left in it. Tells `code_execution`, and keeps the cell for the notebook.
  ///
  /// @throws ModelingFailure [FailureType#NO_INTERPRETER] when no code can be run here at all
  Cell execute(String code) throws ModelingFailure, InterruptedException;

  /// As [#execute], untold and in no notebook: for an agent's own preparation (helpers, a profile
  /// of the data). It is run again with the rest when the interpreter has to be rebuilt.
  Cell prepare(String code) throws ModelingFailure, InterruptedException;

  /// The files in the task's folder by name, at most 500: those handed in and those the code wrote.
  List<FileEntry> listFiles();

  /// The beginning of a file in the task's folder as text.
  ///
  /// @return at most `limit` characters, or a sentence in brackets that says why it cannot be read
  String readFile(String name, int limit);

  /// Looks works up by title and abstract, telling a step `文献检索`. Those found may be cited from
  /// then on.
  SearchResult search(String query) throws InterruptedException;

  /// Counts tokens and what they cost (zero where prices are not known) on this agent's account.
  ///
  /// @throws ModelingFailure [FailureType#TOKEN_BUDGET_EXCEEDED]
  void spent(TokenUsage usage, BigDecimal cost) throws ModelingFailure, InterruptedException;

  /// A file in the task's folder.
  ///
  /// @param name its path there
  record FileEntry(String name, long bytes) {}

  /// How a step stands.
  enum StepStatus {
    IN_PROGRESS,
    COMPLETED,
    FAILED
  }
}
