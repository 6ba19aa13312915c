package taskloom.modeling;

import java.util.List;
import taskloom.agents.AgentRole;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.Modeler;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PartPlan;
import taskloom.agents.Stage;
import taskloom.agents.Study;

/// Stage 2: a model for every part.
record Model(Study study, Modeler modeler) implements Stage<Model.Plans> {
  /// One plan for each part, in order.
  record Plans(List<PartPlan> plans) {
    Plans {
      plans = List.copyOf(plans);
    }
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public AgentRole agent() {
    return AgentRole.MODELER;
  }

  @Override
  public double share() {
    return Shares.MODEL;
  }

  @Override
  public String opening() {
    return study.words().choosing();
  }

  @Override
  public Class<Plans> outputType() {
    return Plans.class;
  }

  @Override
  public Plans work(Desk desk) throws ModelingFailure, InterruptedException {
    var plans = modeler.plan(study, desk);
    if (!plans.stream().map(PartPlan::part).toList().equals(study.parts())) {
      throw new ModelingFailure(FailureType.UNUSABLE_ANSWER, study.words().partsMissing());
    }
    return new Plans(plans);
  }

  @Override
  public Closing closing(Plans output) {
    return new Closing(true, study.words().chosen(output.plans()));
  }
}
