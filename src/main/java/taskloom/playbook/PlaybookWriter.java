package taskloom.playbook;

import java.util.List;
import taskloom.agents.Desk;
import taskloom.agents.Language;
import taskloom.agents.Manuscript;
import taskloom.agents.PaperSection;
import taskloom.agents.PartWork;
import taskloom.agents.Study;
import taskloom.agents.Work;
import taskloom.agents.Writer;

/// Writes the paper out of the results of the run: no number and no name in it comes from anywhere
/// else. One for each attempt at a task.
final class PlaybookWriter implements Writer {
  private final Literature literature = new Literature();

  @Override
  public String writePart(Study study, PartWork part, Desk desk) throws InterruptedException {
    var solution = part.solution();
    var queries =
        solution.solved() && part.part().asked()
            ? TemplateResult.strings(solution.results().path("search"))
            : List.<String>of();
    List<Work> works = literature.on(queries, desk);
    return new PartText(part, Language.of(study.template()), works).markdown();
  }

  @Override
  public String writeSection(PaperSection section, Study study, Manuscript manuscript, Desk desk) {
    return new SectionText(study, manuscript.parts(), Language.of(study.template()))
        .markdown(section);
  }
}
