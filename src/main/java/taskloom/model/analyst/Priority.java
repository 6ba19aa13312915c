package taskloom.model.analyst;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import taskloom.model.analyst.Urgency.Level;

/// Says how pressing a task is, from the distance of its time and the words used: within two hours
/// or with words of urgency `urgent`, within a day `high`, within three days `medium` (`high` for
/// what must not slip), within a week `medium` for the same, later `low`.
record Priority(Urgency urgency) {
  private static final Duration SOON = Duration.ofHours(2);
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration DAYS = Duration.ofDays(3);
  private static final Duration WEEK = Duration.ofDays(7);

  Level of(TaskType type, Reading reading, ZonedDateTime now, Optional<JsonNode> audio) {
    if (reading.facts().contains("urgent")) {
      return Level.URGENT;
    }
    Level level =
        byTime(type, reading, now).orElse(urgency.timeless().getOrDefault(type, Level.LOW));
    if (reading.facts().contains("relaxed")) {
      level = level.down();
    } else if (reading.facts().contains("important") && level != Level.HIGH) {
      level = level.up();
    }
    return audio.isPresent() && hasty(audio.get()) && level != Level.URGENT ? level.up() : level;
  }

  private static Optional<Level> byTime(TaskType type, Reading reading, ZonedDateTime now) {
    Optional<TimeMention> next =
        reading.found().times().stream()
            .filter(time ->
                time.grain() == TimeMention.Grain.DAY
                    ? !time.at().toLocalDate().isBefore(now.toLocalDate())
                    : !time.at().isBefore(now))
            .findFirst();
    if (next.isEmpty()) {
      return reading.found().steps().isEmpty()
          ? Optional.empty()
          : Optional.of(type == TaskType.MEDICAL ? Level.MEDIUM : Level.LOW);
    }
    Duration left = Duration.between(now, next.get().at());
    boolean exact = next.get().grain() != TimeMention.Grain.DAY || next.get().limit();
    boolean grave =
        switch (type) {
          case DEADLINE, MEDICAL, TRIP, FINANCE, MEETING -> true;
          case STUDY, SHOPPING, SOCIAL, HOUSEHOLD, EXERCISE, REMINDER, OTHER -> false;
        };
    if (next.get().step() != null) {
      return Optional.of(left.compareTo(SOON) <= 0 ? Level.HIGH : Level.MEDIUM);
    }
    if (exact && left.compareTo(SOON) <= 0) {
      return Optional.of(Level.URGENT);
    }
    if (left.compareTo(DAY) <= 0) {
      return Optional.of(type == TaskType.OTHER ? Level.MEDIUM : Level.HIGH);
    }
    if (left.compareTo(DAYS) <= 0) {
      return Optional.of(grave && type == TaskType.DEADLINE ? Level.HIGH : Level.MEDIUM);
    }
    return Optional.of(left.compareTo(WEEK) <= 0 || grave ? Level.MEDIUM : Level.LOW);
  }

  /// Whether a feature named after urgency or emotion says haste, in words or as a share above 0.7.
  private boolean hasty(JsonNode audio) {
    for (String name :
        new String[] {"emotion", "urgency", "mood", "stress", "tone", "arousal", "情绪"}) {
      JsonNode feature = audio.path(name);
      if (feature.isNumber() && feature.asDouble() > 0.7 && feature.asDouble() <= 1) {
        return true;
      }
      String words = feature.isObject() ? feature.toString() : feature.asText("");
      String lower = words.length() > 1_000 ? "" : words.toLowerCase(Locale.ROOT);
      if (urgency.audio().stream().anyMatch(lower::contains)) {
        return true;
      }
    }
    return false;
  }
}
