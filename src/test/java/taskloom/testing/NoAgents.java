package taskloom.testing;

import java.util.List;
import taskloom.agents.Agents;
import taskloom.agents.Brief;
import taskloom.agents.Coder;
import taskloom.agents.Coordinator;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.Manuscript;
import taskloom.agents.Modeler;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PaperSection;
import taskloom.agents.PartPlan;
import taskloom.agents.PartWork;
import taskloom.agents.Problem;
import taskloom.agents.Solution;
import taskloom.agents.Study;
import taskloom.agents.Writer;
import taskloom.task.Task;

/// Agents that take no task on: what is tested is what comes before and after their work.
public final class NoAgents implements Agents.Factory, Coordinator, Modeler, Coder, Writer {
  /// Who they are, for people.
  public static final String NAME = "none";

  @Override
  public Agents of(Task task) {
    return new Agents(NAME, this, this, this, this);
  }

  @Override
  public Brief coordinate(Problem problem, Desk desk) throws ModelingFailure {
    throw failure();
  }

  @Override
  public List<PartPlan> plan(Study study, Desk desk) throws ModelingFailure {
    throw failure();
  }

  @Override
  public Solution solve(Study study, PartPlan plan, List<PartWork> before, Desk desk)
      throws ModelingFailure {
    throw failure();
  }

  @Override
  public String writePart(Study study, PartWork part, Desk desk) throws ModelingFailure {
    throw failure();
  }

  @Override
  public String writeSection(PaperSection section, Study study, Manuscript manuscript, Desk desk)
      throws ModelingFailure {
    throw failure();
  }

  private static ModelingFailure failure() {
    return new ModelingFailure(FailureType.NEEDS_A_MODEL, "nobody works here");
  }
}
