package taskloom.modeling;

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

/// The agents of a server without a model: they take no task on, and say what is to be set.
public final class NoModel implements Agents.Factory, Coordinator, Modeler, Coder, Writer {
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
    return new ModelingFailure(
        FailureType.NEEDS_A_MODEL,
        "服务器没有配置语言模型，无法建模：请设置 DEEPSEEK_API_KEY（或 TASKLOOM_MODEL_BASE_URL 与"
            + " TASKLOOM_MODEL_NAME）并重启服务，然后重新提交");
  }
}
