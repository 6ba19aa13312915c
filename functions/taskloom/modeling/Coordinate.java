package taskloom.modeling;

import taskloom.agents.AgentRole;
import taskloom.agents.Coordinator;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.ModelingFailure;
import taskloom.agents.Problem;
import taskloom.agents.Stage;
import taskloom.agents.Study;
import taskloom.agents.Verbatim;

/// Stage 1: is it a modelling problem, and what does it ask?
record Coordinate(Problem problem, Coordinator coordinator) implements Stage<Study> {
  @Override
  public String name() {
    return "coordinate";
  }

  @Override
  public AgentRole agent() {
    return AgentRole.COORDINATOR;
  }

  @Override
  public double share() {
    return Shares.COORDINATE;
  }

  @Override
  public String opening() {
    return problem.words().coordinating();
  }

  @Override
  public Class<Study> outputType() {
    return Study.class;
  }

  @Override
  public Study work(Desk desk) throws ModelingFailure, InterruptedException {
    var brief = coordinator.coordinate(problem, desk);
    for (var question : brief.questions()) {
      if (Verbatim.find(problem.text(), question.text()).isEmpty()) {
        throw new ModelingFailure(
            FailureType.UNUSABLE_ANSWER, problem.words().notQuoted(), question.text());
      }
    }
    return new Study(problem, brief);
  }

  @Override
  public Closing closing(Study study) {
    var brief = study.brief();
    return new Closing(true, study.words().coordinated(brief.title(), brief.questions().size()));
  }
}
