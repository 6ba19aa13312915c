package taskloom.model.analyst;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads what repeats: "every Monday", 每周一三五, "twice a week", 每隔两天.
record EveryReader(TimeGrammar grammar) {
  private static final Pattern LATIN_WORD = Pattern.compile("[a-z]{3,}");

  /// The repetition a match of kind `every` says, with its part of the day where it has one.
  List<TimePiece> read(MatchResult match) {
    String days = TimeReader.group(match, "wds");
    if (!days.isEmpty()) {
      return List.of(new TimePiece.Every("P7D", weekdays(days)));
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
    int times = TimeReader.group(match, "other").isEmpty() ? 1 : 2;
    return List.of(
        new TimePiece.Every(
            Amount.of(times, grammar.units().getOrDefault(unit, "1d")).iso(), Set.of()));
  }

  private Set<DayOfWeek> weekdays(String said) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    if (said.contains("末") || said.contains("weekend")) {
      days.add(DayOfWeek.SATURDAY);
      days.add(DayOfWeek.SUNDAY);
    } else if (Text.isLatin(said.charAt(0))) {
      LATIN_WORD
          .matcher(said)
          .results()
          .map(word -> grammar.weekdays().get(word.group().substring(0, 3)))
          .filter(Objects::nonNull)
          .forEach(day -> days.add(DayOfWeek.of(day)));
    } else {
      for (int i = 0; i < said.length(); i++) {
        Integer day = grammar.weekdays().get(said.substring(i, i + 1));
        if (day != null) {
          days.add(DayOfWeek.of(day));
        }
      }
      if (said.contains("到") || said.contains("至")) {
        var first = days.iterator().next();
        Integer last = grammar.weekdays().get(said.substring(said.length() - 1));
        days.addAll(EnumSet.range(first, last == null ? first : DayOfWeek.of(last)));
      }
    }
    return days;
  }
}
