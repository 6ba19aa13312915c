package taskloom.agents;

/// A stage of the work: one agent's job with an end worth keeping. Its inputs are its own fields,
/// its output goes into a checkpoint, and a run that finds the checkpoint goes on after it.
///
/// @param <T> the output: a record that Jackson writes and reads
public interface Stage<T> {
  /// The checkpoint's name, unique within a task.
  String name();

  /// Who works on it.
  AgentRole agent();

  /// Its share of the whole work; those of all stages of a task add up to a little less than 1,
  /// which is told at the very end.
  double share();

  /// What is told when it begins.
  String opening();

  /// What its output is read back as.
  Class<T> outputType();

  /// Does the work.
  ///
  /// @throws ModelingFailure when the whole task cannot go on
  T work(Desk desk) throws ModelingFailure, InterruptedException;

  /// What is told when it is finished.
  Closing closing(T output);

  /// How a stage ended, for the stream.
  ///
  /// @param well false when it gave up on its part; the task goes on
  record Closing(boolean well, String content) {
    /// Its first line.
    String headline() {
      return content.lines().findFirst().orElse("");
    }
  }
}
