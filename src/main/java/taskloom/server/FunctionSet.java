package taskloom.server;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a process can serve, so that a platform may deploy parts of Taskloom apart
/// (`TASKLOOM_FUNCTIONS`). Health, status and metrics are served always.
public enum FunctionSet {
  /// Reasoning tasks: the socket `/ws`, and `/tasks` over HTTP.
  PULSE,
  /// Modelling tasks: the socket `/task/{task_id}`, and `/modeling` with its neighbours.
  MODELING,
  /// `/history`.
  HISTORY,
  /// The files in the tasks' folders.
  FILES,
  /// The page for people.
  CONSOLE,
  /// Takes tasks off the queue; without it they are taken in and wait.
  WORK;

  /// Its name in the variable, in `/status` and as a [Route#group].
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The sets of these names; all of them for none.
  ///
  /// @throws IllegalArgumentException when a name is unknown, listing those that are known
  static Set<FunctionSet> named(List<String> names) {
    if (names.isEmpty()) {
      return Collections.unmodifiableSet(EnumSet.allOf(FunctionSet.class));
    }
    return names.stream()
        .map(FunctionSet::named)
        .collect(
            Collectors.collectingAndThen(
                Collectors.toCollection(() -> EnumSet.noneOf(FunctionSet.class)),
                Collections::unmodifiableSet));
  }

  /// Whether `sets` hold the one of this name.
  public static boolean holds(Collection<FunctionSet> sets, String word) {
    return sets.stream().anyMatch(set -> set.word().equals(word));
  }

  private static FunctionSet named(String name) {
    return Stream.of(values())
        .filter(set -> set.word().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "TASKLOOM_FUNCTIONS names \"%s\", which is none of %s"
                    .formatted(
                        name,
                        Stream.of(values())
                            .map(FunctionSet::word)
                            .collect(Collectors.joining(", ")))));
  }
}
