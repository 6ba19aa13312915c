package taskloom.modeling;

import taskloom.agents.AgentRole;
import taskloom.agents.Desk;
import taskloom.agents.ModelingFailure;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.PartWork;
import taskloom.agents.Pipeline;
import taskloom.agents.Stage;
import taskloom.agents.Study;
import taskloom.agents.Writer;
import taskloom.agents.artifact.Paper;

/// Stage 3, for each part, after its code: the section about it.
record WritePart(Study study, PartWork part, Writer writer, Pipeline pipeline)
    implements Stage<Written> {
  @Override
  public String name() {
    return "write:" + part.part().name();
  }

  @Override
  public AgentRole agent() {
    return AgentRole.WRITER;
  }

  @Override
  public double share() {
    return Shares.writing(study.parts().size());
  }

  @Override
  public String opening() {
    return "撰写：" + heading();
  }

  @Override
  public Class<Written> outputType() {
    return Written.class;
  }

  @Override
  public Written work(Desk desk) throws ModelingFailure, InterruptedException {
    var text = writer.writePart(study, part, desk);
    return new Written(Paper.checked(text, part.figures(), pipeline.citable()));
  }

  @Override
  public Closing closing(Written output) {
    return new Closing(true, "撰写完成：" + heading());
  }

  private String heading() {
    return Paper.heading(part.part(), Template.CHINA);
  }
}
