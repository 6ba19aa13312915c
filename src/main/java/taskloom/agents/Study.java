package taskloom.agents;

import java.util.ArrayList;
import java.util.List;

/// The problem and how it was split: what every stage after the Coordinator works on.
public record Study(Problem problem, Brief brief) {
  /// `eda`, `ques1` … `quesn`, `sensitivity_analysis`.
  public List<Part> parts() {
    var parts = new ArrayList<Part>();
    parts.add(Part.EDA);
    for (int i = 0; i < brief.questions().size(); i++) {
      parts.add(Part.question(i + 1, brief.questions().get(i).text()));
    }
    parts.add(Part.SENSITIVITY);
    return List.copyOf(parts);
  }

  /// What is said about it, in its language.
  public Words words() {
    return problem.words();
  }

  /// The competition's template, which says the paper's language.
  public ModelingRequest.Template template() {
    return problem.request().compTemplate();
  }
}
