package taskloom.modeling;

import java.util.List;
import taskloom.agents.AgentRole;
import taskloom.agents.Coder;
import taskloom.agents.Desk;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PartPlan;
import taskloom.agents.PartWork;
import taskloom.agents.Solution;
import taskloom.agents.Stage;
import taskloom.agents.Study;
import taskloom.agents.artifact.Paper;

/// Stage 3, for each part: the code that solves it.
///
/// @param before the parts finished before it
record Solve(Study study, PartPlan plan, List<PartWork> before, Coder coder)
    implements Stage<Solution> {
  @Override
  public String name() {
    return "solve:" + plan.part().name();
  }

  @Override
  public AgentRole agent() {
    return AgentRole.CODER;
  }

  @Override
  public double share() {
    return Shares.solving(study.parts().size());
  }

  @Override
  public String opening() {
    return study.words().solving(heading());
  }

  @Override
  public Class<Solution> outputType() {
    return Solution.class;
  }

  @Override
  public Solution work(Desk desk) throws ModelingFailure, InterruptedException {
    return coder.solve(study, plan, before, desk);
  }

  @Override
  public Closing closing(Solution solution) {
    var headline = study.words().solved(solution.extent(), heading());
    return new Closing(solution.solved(), headline + "\n" + solution.summary());
  }

  private String heading() {
    return Paper.heading(plan.part(), study.template());
  }
}
