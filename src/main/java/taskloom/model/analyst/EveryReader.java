package taskloom.model.analyst;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads what repeats: "every Monday", 每周一三五, "twice a week", 每隔两天.
record EveryReader(TimeGrammar grammar) {
  private static final Pattern DAY_OR_RANGE = Pattern.compile("[a-z]{2,}|[一二三四五六日天到至-]|–");

  /// The repetition a match of kind `every` says, with its part of the day where it has one.
  List<TimePiece> read(MatchResult match) {
    String days = TimeReader.group(match, "wds");
    String not = TimeReader.group(match, "not");
    if (!not.isEmpty()) {
      return List.of(
          new TimePiece.Every("P1D", EnumSet.complementOf(EnumSet.copyOf(weekdays(not)))));
    }
    boolean other = !TimeReader.group(match, "other").isEmpty();
    if (!days.isEmpty()) {
      return List.of(new TimePiece.Every(other ? "P14D" : "P7D", weekdays(days)));
    }
    if (!TimeReader.group(match, "adv2").isEmpty()) {
      return List.of(new TimePiece.Every("P14D", Set.of()));
    }
    if (!TimeReader.group(match, "weekdays").isEmpty()
        || match.group().contains("工作日")
        || match.group().contains("weekdays")) {
      return List.of(new TimePiece.Every("P1D", EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)));
    }
    String part = match.group().equals("nightly") ? "night" : TimeReader.group(match, "part");
    if (!part.isEmpty()) {
      PartOfDay known = grammar.parts().get(part);
      var daily = new TimePiece.Every("P1D", Set.of());
      return known == null ? List.of(daily) : List.of(daily, new TimePiece.Part(known));
    }
    Optional<Amount> amount = Amount.of(match, grammar);
    if (amount.isPresent()) {
      return List.of(new TimePiece.Every(amount.get().iso(), Set.of()));
    }
    String unit =
        TimeReader.group(match, "u")
            + TimeReader.group(match, "adv")
            + TimeReader.group(match, "per");
    if (unit.isEmpty()) {
      boolean weekly =
          match.group().contains("周")
              || match.group().contains("星期")
              || match.group().contains("礼拜");
      return List.of(new TimePiece.Every(weekly ? "P7D" : "P1D", Set.of()));
    }
    return List.of(
        new TimePiece.Every(
            Amount.of(other ? 2 : 1, grammar.units().getOrDefault(unit, "1d")).iso(), Set.of()));
  }

  private Set<DayOfWeek> weekdays(String said) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    if (said.contains("末") || said.contains("weekend")) {
      days.add(DayOfWeek.SATURDAY);
      days.add(DayOfWeek.SUNDAY);
    }
    DayOfWeek first = null;
    boolean ranged = false;
    var words = DAY_OR_RANGE.matcher(said);
    while (words.find()) {
      var word = words.group();
      var number = grammar.weekdays().get(Text.isLatin(word.charAt(0)) ? beginning(word) : word);
      if (number == null) {
        ranged = !word.equals("and");
        continue;
      }
      var day = DayOfWeek.of(number);
      // A range may pass the end of the week: Saturday to Monday.
      for (var next = first; ranged && next != null && next != day; next = next.plus(1)) {
        days.add(next);
      }
      days.add(day);
      first = day;
      ranged = false;
    }
    return days;
  }

  private static String beginning(String word) {
    return word.substring(0, Math.min(3, word.length()));
  }
}
