package taskloom.modeling;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import taskloom.agents.ModelingRequest.Template;

/// A built-in problem.
///
/// @param name by which `POST /example` knows it
/// @param files its data: the names they have in a task's folder, each with the resource's
record Example(
    String name, String title, Template compTemplate, SequencedMap<String, String> files) {
  /// Copies the map.
  Example {
    files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
  }
}
