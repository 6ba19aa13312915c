package taskloom.agents;

import java.util.List;

/// What was handed in.
///
/// @param files the uploaded data files, as paths in the task's folder, in order of name
public record Problem(ModelingRequest request, List<String> files) {
  /// Copies the list.
  public Problem {
    files = List.copyOf(files);
  }

  /// What is said about it, in its language.
  public Words words() {
    return Words.of(request.compTemplate());
  }

  /// The whole problem as its author wrote it.
  public String text() {
    return request.quesAll();
  }
}
