package taskloom.model.analyst;

import java.util.Locale;

/// The kinds of task, in the order that settles a tie.
enum TaskType {
  MEDICAL,
  FINANCE,
  DEADLINE,
  TRIP,
  MEETING,
  STUDY,
  EXERCISE,
  SOCIAL,
  SHOPPING,
  HOUSEHOLD,
  REMINDER,
  OTHER;

  /// The word in `task_type`.
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The type of that code.
  ///
  /// @throws IllegalArgumentException when no type is called that
  static TaskType of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
