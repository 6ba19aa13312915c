package taskloom.modeling;

import java.util.List;
import taskloom.agents.AgentRole;
import taskloom.agents.Coder;
import taskloom.agents.Desk;
import taskloom.agents.ModelingFailure;
import taskloom.agents.ModelingRequest.Template;
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
    return "求解：" + heading();
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
    var outcome =
        switch (solution.extent()) {
          case SOLVED -> "求解完成：";
          case PARTLY -> "部分求解：";
          case UNSOLVED -> "未能求解：";
        };
    return new Closing(solution.solved(), outcome + heading() + "\n" + solution.summary());
  }

  private String heading() {
    return Paper.heading(plan.part(), Template.CHINA);
  }
}
