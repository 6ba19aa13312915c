package taskloom.modeling;

import java.util.List;
import taskloom.agents.AgentRole;
import taskloom.agents.Desk;
import taskloom.agents.Figure;
import taskloom.agents.Manuscript;
import taskloom.agents.ModelingFailure;
import taskloom.agents.PaperSection;
import taskloom.agents.PartWork;
import taskloom.agents.Pipeline;
import taskloom.agents.Stage;
import taskloom.agents.Study;
import taskloom.agents.Writer;
import taskloom.agents.artifact.Paper;

/// Stages 3 and 4: one text of the paper, about a part after its code has run, or one of the
/// remaining sections in the published order.
///
/// @param about what it is about: a part's name or a section's heading
/// @param figures those it must show
/// @param draft asks the Writer for it
record Write(
    String about,
    String heading,
    double share,
    List<Figure> figures,
    Pipeline pipeline,
    Draft draft)
    implements Stage<Write.Text> {
  /// Asks the Writer.
  @FunctionalInterface
  interface Draft {
    String at(Desk desk) throws ModelingFailure, InterruptedException;
  }

  /// A text of the Writer, checked.
  record Text(String markdown) {}

  /// About one part.
  static Write part(PartWork work, Study study, Writer writer, Pipeline pipeline) {
    return new Write(
        work.part().name(),
        Paper.heading(work.part(), study.template()),
        Shares.writing(study.parts().size()),
        work.figures(),
        pipeline,
        desk -> writer.writePart(study, work, desk));
  }

  /// One of the sections that are written once all parts are finished.
  static Write section(
      PaperSection section, Study study, Manuscript manuscript, Writer writer, Pipeline pipeline) {
    var heading = section.heading(study.template());
    return new Write(
        heading,
        heading,
        Shares.section(),
        List.of(),
        pipeline,
        desk -> writer.writeSection(section, study, manuscript, desk));
  }

  @Override
  public String name() {
    return "write:" + about;
  }

  @Override
  public AgentRole agent() {
    return AgentRole.WRITER;
  }

  @Override
  public String opening() {
    return pipeline.words().writing(heading);
  }

  @Override
  public Class<Text> outputType() {
    return Text.class;
  }

  @Override
  public Text work(Desk desk) throws ModelingFailure, InterruptedException {
    return new Text(Paper.checked(draft.at(desk), figures, pipeline.citable()));
  }

  @Override
  public Closing closing(Text output) {
    return new Closing(true, pipeline.words().written(heading));
  }
}
