package taskloom.task;

import java.util.Locale;

/// What a task asks for: one analysis of a text (PulseWeave) or a whole paper (MathModelAgent).
public enum TaskKind {
  REASONING,
  MODELING;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// The word used on the wire and in the store.
  public String word() {
    return word;
  }

  /// The kind of a wire word.
  ///
  /// @throws IllegalArgumentException for any other word
  public static TaskKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
