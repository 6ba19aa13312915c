package taskloom.server;

import java.time.Duration;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads settings from environment variables, with bounds. Remembers every name it was asked for,
/// so that documentation can be checked against what the code reads, and a misspelt name be told.
/// Safe from any thread.
public final class Environment {
  private final Map<String, String> variables;
  private final ConcurrentSkipListSet<String> asked = new ConcurrentSkipListSet<>();

  /// @param variables as from `System.getenv()`
  public Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /// The names asked for so far.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// The names of this program's settings that are set and that nothing has asked for so far.
  public List<String> unread() {
    return variables.keySet().stream()
        .filter(name -> name.startsWith("TASKLOOM_") && !asked.contains(name))
        .sorted()
        .toList();
  }

  /// The variables themselves, for a part that reads its own; what it asks for is remembered too.
  public Map<String, String> variables() {
    return new AbstractMap<>() {
      @Override
      public @Nullable String get(Object name) {
        asked.add((String) name);
        return variables.get(name);
      }

      @Override
      public String getOrDefault(Object name, String otherwise) {
        asked.add((String) name);
        return variables.getOrDefault(name, otherwise);
      }

      @Override
      public Set<Entry<String, String>> entrySet() {
        return variables.entrySet();
      }
    };
  }

  /// A text; `otherwise` when unset or blank.
  public String text(String name, String otherwise) {
    asked.add(name);
    var value = variables.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  /// A whole number within bounds.
  ///
  /// @throws IllegalArgumentException naming the variable and its bounds
  public int integer(String name, int otherwise, int min, int max) {
    return (int) number(name, otherwise, min, max);
  }

  /// A number within bounds.
  ///
  /// @throws IllegalArgumentException naming the variable and its bounds
  public double number(String name, double otherwise, double min, double max) {
    var value = text(name, "");
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      var number = Double.parseDouble(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "%s must be a number from %s to %s, not \"%s\""
            .formatted(name, plain(min), plain(max), value));
  }

  /// A duration given in seconds.
  ///
  /// @throws IllegalArgumentException naming the variable and its bounds
  public Duration seconds(String name, Duration otherwise, Duration min, Duration max) {
    var seconds =
        number(
            name, otherwise.toMillis() / 1000.0, min.toMillis() / 1000.0, (double) max.toSeconds());
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /// `true` or `false`.
  ///
  /// @throws IllegalArgumentException for any other word
  public boolean flag(String name) {
    var word = text(name, "false");
    return switch (word) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, not \"%s\"".formatted(name, word));
    };
  }

  /// A list separated by commas; empty when unset.
  public List<String> list(String name) {
    return Stream.of(text(name, "").split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
