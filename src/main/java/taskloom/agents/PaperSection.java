package taskloom.agents;

import java.util.Arrays;
import java.util.List;

/// The paper's sections in the published order (MathModelAgent, `/writer_seque`).
public enum PaperSection {
  ABSTRACT("摘要", "Summary", true),
  RESTATEMENT("问题重述", "Restatement of the Problem", true),
  ANALYSIS("问题分析", "Analysis of the Problem", true),
  ASSUMPTIONS("模型假设", "Model Assumptions", true),
  NOTATION("符号说明", "Notation", true),
  /// The sections about the parts, written while they are solved.
  SOLUTION("模型建立与求解", "Model Building and Solution", false),
  EVALUATION("模型评价与推广", "Evaluation and Extension of the Model", true),
  /// Made from the works that are cited.
  REFERENCES("参考文献", "References", false),
  /// Made from the code that was run.
  APPENDIX("附录", "Appendix", false);

  private final String chinese;
  private final String english;
  private final boolean written;

  PaperSection(String chinese, String english, boolean written) {
    this.chinese = chinese;
    this.english = english;
    this.written = written;
  }

  /// The sections that the Writer writes as a whole, in order.
  public static List<PaperSection> written() {
    return Arrays.stream(values()).filter(PaperSection::isWritten).toList();
  }

  /// Its heading in the language of a template.
  public String heading(ModelingRequest.Template template) {
    return switch (template) {
      case CHINA -> chinese;
      case AMERICAN -> english;
    };
  }

  /// Whether the Writer writes it as a whole, once the parts are finished.
  public boolean isWritten() {
    return written;
  }
}
