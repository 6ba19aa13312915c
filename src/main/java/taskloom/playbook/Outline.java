package taskloom.playbook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A modelling problem as its text states it. `background` is the text before the first question;
/// the questions are kept word for word.
public record Outline(String title, String background, List<Question> questions) {
  public Outline {
    questions = List.copyOf(questions);
  }

  /// One question: its number as counted from "1", its words, what it asks for, the score of each
  /// ask that has any, and the phrases that told.
  public record Question(
      String number, String text, Ask ask, Map<Ask, Integer> scores, List<String> evidence) {
    public Question {
      // In their order, the same in every process: the notebook shows it.
      scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
      evidence = List.copyOf(evidence);
    }
  }

  /// Whether any question asks for something that standard methods can answer; a problem of which
  /// this is false needs a model and is to be refused.
  public boolean answerable() {
    return questions.stream().anyMatch(question -> question.ask() != Ask.NONE);
  }
}
