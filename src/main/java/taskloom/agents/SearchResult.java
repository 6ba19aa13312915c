package taskloom.agents;

import java.util.List;

/// What a look-up of literature gave.
public sealed interface SearchResult {
  /// The works found, best first; may be none.
  record Found(List<Work> works) implements SearchResult {
    /// Copies the list.
    public Found {
      works = List.copyOf(works);
    }
  }

  /// The library could not be asked, told in a short sentence.
  record Unreachable(String why) implements SearchResult {}
}
