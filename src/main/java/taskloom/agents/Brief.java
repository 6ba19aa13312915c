package taskloom.agents;

import java.util.List;

/// The Coordinator's answer.
///
/// @param title a short title for the paper, in its language
/// @param background what the problem tells before it asks
/// @param questions at least one, in the problem's order
public record Brief(String title, String background, List<Question> questions) {
  /// Copies the list.
  public Brief {
    questions = List.copyOf(questions);
  }

  /// One question.
  ///
  /// @param text as given, not rewritten
  /// @param asks what it asks for, in one word of these agents' own (`forecast`), or empty
  public record Question(String text, String asks) {}
}
