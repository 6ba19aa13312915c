package taskloom.model.analyst;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What `priority.yaml` says beside its words, which are concepts.
///
/// @param audio words in audio features that mean haste
/// @param timeless the level of a type without a time
record Urgency(List<String> audio, Map<TaskType, Level> timeless) {
  /// The levels, lowest first.
  enum Level {
    LOW,
    MEDIUM,
    HIGH,
    URGENT;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    Level up() {
      return switch (this) {
        case LOW -> MEDIUM;
        case MEDIUM -> HIGH;
        case HIGH, URGENT -> URGENT;
      };
    }

    Level down() {
      return switch (this) {
        case LOW, MEDIUM -> LOW;
        case HIGH -> MEDIUM;
        case URGENT -> HIGH;
      };
    }
  }

  static Urgency load(KnowledgeNode file) {
    var timeless = new TreeMap<TaskType, Level>();
    file.at("timeless")
        .entries()
        .forEach((type, level) ->
            timeless.put(
                TaskType.of(type), Level.valueOf(level.string().toUpperCase(Locale.ROOT))));
    return new Urgency(file.at("audio_urgent").strings(), Map.copyOf(timeless));
  }
}
