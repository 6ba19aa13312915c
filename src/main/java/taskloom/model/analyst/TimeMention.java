package taskloom.model.analyst;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// A time that a text names.
///
/// @param at the moment; for a day alone its first second, or its last where it is a limit
/// @param step ISO 8601 when it repeats
record TimeMention(
    int begin, int end, ZonedDateTime at, Grain grain, boolean limit, @Nullable String step) {
  /// How exactly it was said.
  enum Grain {
    DAY,
    PART,
    CLOCK
  }

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");

  /// ISO 8601 with seconds and offset.
  String iso() {
    return ISO.format(at);
  }
}
