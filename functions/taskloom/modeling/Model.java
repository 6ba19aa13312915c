package taskloom.modeling;

import java.util.List;
import java.util.stream.Collectors;
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
    return "为每个部分选择模型";
  }

  @Override
  public Class<Plans> outputType() {
    return Plans.class;
  }

  @Override
  public Plans work(Desk desk) throws ModelingFailure, InterruptedException {
    var plans = modeler.plan(study, desk);
    if (!plans.stream().map(PartPlan::part).toList().equals(study.parts())) {
      throw new ModelingFailure(FailureType.UNUSABLE_ANSWER, "建模方案没有覆盖所有部分，请更换模型后重试");
    }
    return new Plans(plans);
  }

  @Override
  public Closing closing(Plans output) {
    return new Closing(
        true,
        "已为 %d 个部分选定模型\n".formatted(output.plans().size())
            + output.plans().stream()
                .map(plan -> plan.part().name() + "：" + plan.model())
                .collect(Collectors.joining("\n")));
  }
}
