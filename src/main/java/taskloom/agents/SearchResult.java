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

  /// The library gave no answer that can be used.
  ///
  /// @param status its HTTP status when it is [Trouble#REFUSED], else 0
  record Unreachable(Trouble why, int status) implements SearchResult {
    /// Without a status.
    public Unreachable(Trouble why) {
      this(why, 0);
    }
  }

  /// Why there is no answer.
  enum Trouble {
    TIMEOUT,
    NO_CONNECTION,
    REFUSED,
    UNREADABLE
  }
}
