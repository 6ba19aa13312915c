package taskloom.agents;

/// A part of the work: the exploration of the data, one question, or the sensitivity analysis.
///
/// @param name `eda`, `ques1`, `ques2`, … or `sensitivity_analysis`
/// @param question the question's text; empty for the two others
public record Part(String name, String question) {
  /// The exploration of the data.
  public static final Part EDA = new Part("eda", "");

  /// The sensitivity analysis.
  public static final Part SENSITIVITY = new Part("sensitivity_analysis", "");

  /// The question number `number`, from 1.
  public static Part question(int number, String text) {
    return new Part("ques" + number, text);
  }

  /// Whether it is one of the problem's own questions.
  public boolean asked() {
    return name.startsWith("ques");
  }
}
