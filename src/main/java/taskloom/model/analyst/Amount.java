package taskloom.model.analyst;

import java.time.Duration;
import java.time.Period;
import java.util.Optional;
import java.util.regex.MatchResult;

/// A number of units.
///
/// @param unit `s`, `m`, `h`, `d`, `M`, `y`
record Amount(double n, char unit) {
  /// So many of a unit of the grammar, such as `15m` or `7d`.
  static Amount of(double n, String unit) {
    int each = Integer.parseInt(unit, 0, unit.length() - 1, 10);
    return new Amount(n * each, unit.charAt(unit.length() - 1));
  }

  /// What the groups `n`, `half`, `u` and `tail` of a match say, with a second and a third amount
  /// of smaller units where it has them.
  static Optional<Amount> of(MatchResult match, TimeGrammar grammar) {
    double n = grammar.numerals().parse(TimeReader.group(match, "n"));
    String unit = grammar.units().get(TimeReader.group(match, "u"));
    if (Double.isNaN(n) || unit == null) {
      return Optional.empty();
    }
    Amount first = of(n + fraction(match), unit);
    Optional<Amount> rest = sum(match, grammar, "2", "3");
    return Optional.of(
        rest.isEmpty() ? first : new Amount(first.seconds() + rest.get().seconds(), 's'));
  }

  private static double fraction(MatchResult match) {
    if (!TimeReader.group(match, "quarters").isEmpty()) {
      return 0.75;
    }
    if (!TimeReader.group(match, "quarter").isEmpty()) {
      return 0.25;
    }
    boolean half =
        !TimeReader.group(match, "half").isEmpty() || !TimeReader.group(match, "tail").isEmpty();
    return half ? 0.5 : 0;
  }

  /// The amounts in the groups with these endings; minutes where no unit is said.
  private static Optional<Amount> sum(MatchResult match, TimeGrammar grammar, String... endings) {
    long seconds = 0;
    for (String ending : endings) {
      double n = grammar.numerals().parse(TimeReader.group(match, "n" + ending));
      if (!Double.isNaN(n)) {
        String unit = grammar.units().getOrDefault(TimeReader.group(match, "u" + ending), "1m");
        seconds += of(n, unit).seconds();
      }
    }
    return seconds == 0 ? Optional.empty() : Optional.of(new Amount(seconds, 's'));
  }

  /// ISO 8601.
  String iso() {
    return switch (unit) {
      case 's', 'm', 'h' -> Duration.ofSeconds(seconds()).toString();
      case 'M' -> Period.of(0, (int) n, (int) Math.round((n - (int) n) * 30)).toString();
      case 'y' ->
          (n == Math.rint(n)
                  ? Period.ofYears((int) n)
                  : Period.ofMonths((int) Math.round(n * 12)).normalized())
              .toString();
      default ->
          n == Math.rint(n)
              ? Period.ofDays((int) n).toString()
              : Duration.ofSeconds(seconds()).toString();
    };
  }

  long seconds() {
    int each =
        switch (unit) {
          case 's' -> 1;
          case 'm' -> 60;
          case 'h' -> 3_600;
          default -> 86_400;
        };
    return Math.round(n * each);
  }
}
