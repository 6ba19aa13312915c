package taskloom.agents;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is written so far, checked.
///
/// @param parts the finished parts in order
/// @param partTexts what was written about each, by the part's name
/// @param sections what was written of the other sections, in order
public record Manuscript(
    List<PartWork> parts, Map<String, String> partTexts, Map<PaperSection, String> sections) {
  /// Copies the collections, in order.
  public Manuscript {
    parts = List.copyOf(parts);
    partTexts = Collections.unmodifiableMap(new LinkedHashMap<>(partTexts));
    sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
  }
}
