package taskloom.agents.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import taskloom.agents.Cell;
import taskloom.agents.Figure;
import taskloom.agents.Manuscript;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.PaperSection;
import taskloom.agents.Part;
import taskloom.agents.PartWork;
import taskloom.agents.Study;
import taskloom.agents.Words;
import taskloom.agents.Work;

/// Puts a paper together out of its checked sections, in the published order.
public final class Paper {
  /// Code in the appendix, in characters. A part of it would not run, so past this there is none:
  /// the notebook has it.
  private static final int APPENDIX_LIMIT = 400_000;

  private Paper() {}

  /// One section of the Writer as it goes into the paper: its headings below the paper's, every
  /// figure of `mine` and no other, citations of `citable` alone.
  ///
  /// @param mine the figures this section must show; empty for one that is not about a part
  public static String checked(String text, List<Figure> mine, Set<String> citable) {
    var settled = Formulas.settle(Headings.settle(text, 3));
    return FigureCheck.settle(Citations.settle(settled, citable), mine).strip();
  }

  /// The whole paper in Markdown. Its appendix holds the code of all cells that ran well, in order,
  /// so that it runs as printed.
  ///
  /// @param firstCells what ran before the parts
  /// @param found every work that a look-up returned
  public static String markdown(
      Study study, List<Cell> firstCells, Manuscript manuscript, List<Work> found) {
    var template = study.template();
    var citations = new Citations(found);
    var text = new StringBuilder("# " + MarkdownText.escaped(study.brief().title()) + "\n");
    for (var section : PaperSection.values()) {
      var body =
          switch (section) {
            case SOLUTION -> solution(manuscript, template, citations);
            case REFERENCES -> references(citations, template);
            case APPENDIX -> appendix(firstCells, manuscript, template);
            case ABSTRACT, RESTATEMENT, ANALYSIS, ASSUMPTIONS, NOTATION, EVALUATION ->
                citations.numbered(manuscript.sections().getOrDefault(section, ""));
          };
      text.append("\n## ").append(section.heading(template)).append("\n\n");
      text.append(body.strip()).append('\n');
    }
    return text.toString();
  }

  /// A part's heading.
  public static String heading(Part part, Template template) {
    boolean chinese = template == Template.CHINA;
    if (part.equals(Part.EDA)) {
      return chinese ? "数据探索与预处理" : "Data Exploration";
    }
    if (part.equals(Part.SENSITIVITY)) {
      return chinese ? "灵敏度分析" : "Sensitivity Analysis";
    }
    var number = part.name().substring("ques".length());
    return (chinese ? "问题" : "Question ") + number;
  }

  private static String solution(Manuscript manuscript, Template template, Citations citations) {
    var text = new StringBuilder();
    for (var work : manuscript.parts()) {
      text.append("### ").append(heading(work.part(), template)).append("\n\n");
      if (!work.solution().solved()) {
        text.append("> **").append(unsolved(work, template)).append("**\n\n");
      }
      var body = manuscript.partTexts().getOrDefault(work.part().name(), "");
      text.append(citations.numbered(Headings.shifted(body, 1))).append("\n\n");
    }
    return text.toString();
  }

  private static String unsolved(PartWork work, Template template) {
    var why = MarkdownText.escaped(work.solution().summary());
    return switch (template) {
      case CHINA -> "本部分未能求解：" + why;
      case AMERICAN -> "This part could not be solved: " + why;
    };
  }

  private static String references(Citations citations, Template template) {
    if (!citations.cited().isEmpty()) {
      return citations.references(template);
    }
    return switch (template) {
      case CHINA -> "本文没有引用检索到的文献。";
      case AMERICAN -> "No works were cited.";
    };
  }

  private static String appendix(List<Cell> firstCells, Manuscript manuscript, Template template) {
    var blocks = new ArrayList<String>();
    blocks.add(block(Words.of(template).preparation(), firstCells));
    manuscript
        .parts()
        .forEach(work -> blocks.add(block(heading(work.part(), template), work.cells())));
    blocks.removeIf(String::isEmpty);
    var text = String.join("\n\n", blocks);
    return text.isEmpty() || text.length() > APPENDIX_LIMIT
        ? Words.of(template).codeInNotebook()
        : text;
  }

  /// A heading and the code below it, or nothing where there is none.
  private static String block(String heading, List<Cell> cells) {
    var code =
        cells.stream()
            .filter(cell -> cell.ok() && !cell.silent())
            .map(Cell::code)
            .map(String::strip)
            .collect(Collectors.joining("\n\n"));
    var fence = fence(code);
    return code.isEmpty()
        ? ""
        : "### " + heading + "\n\n" + fence + "python\n" + code + "\n" + fence;
  }

  private static String fence(String code) {
    var fence = "```";
    while (code.contains(fence)) {
      fence += "`";
    }
    return fence;
  }
}
