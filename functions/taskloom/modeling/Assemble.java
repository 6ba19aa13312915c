package taskloom.modeling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import taskloom.agents.AgentRole;
import taskloom.agents.Cell;
import taskloom.agents.Desk;
import taskloom.agents.Desk.StepStatus;
import taskloom.agents.FailureType;
import taskloom.agents.Manuscript;
import taskloom.agents.ModelingFailure;
import taskloom.agents.ModelingRequest.Format;
import taskloom.agents.Pipeline;
import taskloom.agents.Stage;
import taskloom.agents.Study;
import taskloom.agents.artifact.BoundedFigures;
import taskloom.agents.artifact.Notebook;
import taskloom.agents.artifact.Pandoc;
import taskloom.agents.artifact.Paper;
import taskloom.runner.ConversionFailure;
import taskloom.task.Refusal;

/// Stage 5: the notebook and the paper as files. What pandoc cannot make is left out, with a
/// warning.
///
/// @param firstCells what the Modeler ran: it begins the notebook and the appendix
record Assemble(
    Study study, List<Cell> firstCells, Manuscript manuscript, Pipeline pipeline, Pandoc pandoc)
    implements Stage<Assemble.Artifacts> {
  /// Bytes of pictures in one document.
  private static final long PICTURES = 64 << 20;

  /// The files made, in the order they are told.
  record Artifacts(List<String> files) {
    Artifacts {
      files = List.copyOf(files);
    }
  }

  /// Makes a file's content.
  private interface Maker {
    byte[] make() throws ConversionFailure, InterruptedException;
  }

  @Override
  public String name() {
    return "assemble";
  }

  @Override
  public AgentRole agent() {
    return AgentRole.WRITER;
  }

  @Override
  public double share() {
    return Shares.ASSEMBLE;
  }

  @Override
  public String opening() {
    return study.words().assembling();
  }

  @Override
  public Class<Artifacts> outputType() {
    return Artifacts.class;
  }

  @Override
  public Artifacts work(Desk desk) throws ModelingFailure, InterruptedException {
    var template = study.template();
    var paper = Paper.markdown(study, firstCells, manuscript, pipeline.found());
    var latex = study.problem().request().formatOutput() == Format.LATEX;
    int total = latex ? 4 : 3;
    var made = new ArrayList<String>();
    make(desk, "notebook.ipynb", total, made, () -> notebook().toBytes());
    make(desk, "res.md", total, made, () -> paper.getBytes(StandardCharsets.UTF_8));
    make(desk, "res.docx", total, made, () -> pandoc.docx(paper, template, figures()));
    if (latex) {
      make(desk, "res.tex", total, made, () -> pandoc.latex(paper, template));
    }
    return new Artifacts(made);
  }

  private void make(Desk desk, String name, int total, List<String> made, Maker maker)
      throws ModelingFailure, InterruptedException {
    int index = Math.min(made.size() + 1, total);
    try {
      pipeline.files().write(name, maker.make());
      made.add(name);
      desk.step(study.words().makingFile(), index, total, StepStatus.COMPLETED, name);
    } catch (ConversionFailure failure) {
      desk.step(study.words().makingFile(), index, total, StepStatus.FAILED, name);
      pipeline.system(study.words().notMade(name, failure));
    } catch (IOException | Refusal _) {
      throw new ModelingFailure(FailureType.TASK_FAILED, study.words().notWritable(name));
    }
  }

  private BoundedFigures figures() {
    return new BoundedFigures(pipeline.files()::png, PICTURES);
  }

  private Notebook notebook() {
    var notebook = new Notebook(figures());
    notebook.markdown("# " + study.brief().title());
    firstCells.stream().filter(cell -> !cell.silent()).forEach(notebook::code);
    for (var work : manuscript.parts()) {
      var part = work.part();
      var text = new StringBuilder("## ").append(Paper.heading(part, study.template()));
      text.append(part.question().isEmpty() ? "" : "\n\n" + part.question());
      text.append("\n\n").append(work.plan().model());
      notebook.markdown(text.toString());
      work.cells().stream().filter(cell -> !cell.silent()).forEach(notebook::code);
      if (!work.solution().summary().isEmpty()) {
        notebook.markdown(work.solution().summary());
      }
    }
    return notebook;
  }

  @Override
  public Closing closing(Artifacts artifacts) {
    return new Closing(true, study.words().made(artifacts.files()));
  }
}
