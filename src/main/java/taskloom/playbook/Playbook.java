package taskloom.playbook;

import taskloom.agents.Agents;
import taskloom.task.Task;

/// The four agents that work without a language model: standard methods chosen by rule, code that
/// really runs, and a paper of nothing but what it printed. Safe from many threads.
public final class Playbook implements Agents.Factory {
  /// Who answers, for people: in `/config`, `/status` and the paper.
  public static final String NAME = "taskloom-playbook";

  private final ProblemReader reader = ProblemReader.ofPlaybook();

  @Override
  public Agents of(Task task) {
    return new Agents(
        NAME,
        new PlaybookCoordinator(reader),
        new PlaybookModeler(reader),
        new PlaybookCoder(),
        new PlaybookWriter());
  }
}
