package taskloom.agents;

import taskloom.task.Task;

/// The four agents that work on one task.
///
/// @param engine who they are, for people: a model's name, or the playbook's
public record Agents(
    String engine, Coordinator coordinator, Modeler modeler, Coder coder, Writer writer) {

  /// Chooses the agents of each task; the composition root says which. Called once per attempt,
  /// from many threads.
  @FunctionalInterface
  public interface Factory {
    /// The agents of `task`.
    Agents of(Task task);
  }
}
