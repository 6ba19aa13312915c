package taskloom.modeling;

import java.util.List;
import taskloom.agents.AgentRole;
import taskloom.agents.Desk;
import taskloom.agents.Manuscript;
import taskloom.agents.ModelingFailure;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.PaperSection;
import taskloom.agents.Pipeline;
import taskloom.agents.Stage;
import taskloom.agents.Study;
import taskloom.agents.Writer;
import taskloom.agents.artifact.Paper;

/// Stage 4, for each of the remaining sections in the published order.
record WriteSection(
    PaperSection section, Study study, Manuscript manuscript, Writer writer, Pipeline pipeline)
    implements Stage<Written> {
  @Override
  public String name() {
    return "write:" + heading();
  }

  @Override
  public AgentRole agent() {
    return AgentRole.WRITER;
  }

  @Override
  public double share() {
    return Shares.section();
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
    var text = writer.writeSection(section, study, manuscript, desk);
    return new Written(Paper.checked(text, List.of(), pipeline.citable()));
  }

  @Override
  public Closing closing(Written output) {
    return new Closing(true, "撰写完成：" + heading());
  }

  private String heading() {
    return section.heading(Template.CHINA);
  }
}
