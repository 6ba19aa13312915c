package taskloom.modeling;

import java.util.List;
import taskloom.agents.ModelingRequest.Template;

/// A built-in problem.
///
/// @param name by which `POST /example` knows it
/// @param files the names of its data files
record Example(String name, String title, Template compTemplate, List<String> files) {
  /// Copies the list.
  Example {
    files = List.copyOf(files);
  }
}
