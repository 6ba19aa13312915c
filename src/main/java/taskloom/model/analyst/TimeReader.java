package taskloom.model.analyst;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;
import taskloom.model.analyst.TimePiece.ClockTime;
import taskloom.model.analyst.TimePiece.Said;

/// Turns what a pattern of the grammar matched into pieces of a time, as of `now`.
record TimeReader(TimeGrammar grammar, ZonedDateTime now) {
  /// The pieces; none when the match means no time after all (the 31st of June).
  List<TimePiece> read(TimeGrammar.Kind kind, MatchResult match) {
    try {
      return switch (kind) {
        case BLOCK -> List.of(new TimePiece.Block());
        case DURATION -> length(match);
        case AFTER -> after(match);
        case DAY -> day(match);
        case WEEKDAY -> weekday(match);
        case WEEKEND -> List.of(new TimePiece.Weekend(mod(match)));
        case WEEK -> List.of(new TimePiece.Week(mod(match)));
        case MONTH -> List.of(namedMonth(match));
        case DATE -> date(match);
        case INSTANT -> instant(match);
        case DOM -> dayOfMonth(match);
        case EDGE -> List.of(edge(match));
        case PART -> part(match.group());
        case CLOCK -> clock(match);
        case EVERY -> new EveryReader(grammar).read(match);
        case HOLIDAY -> holiday(match);
        case SHIFT -> shift(match);
        case NTH -> nth(match);
        case LUNAR -> lunar(match);
      };
    } catch (DateTimeException | ArithmeticException e) {
      return List.of(new TimePiece.Block());
    }
  }

  /// A named group's text, empty where the pattern or the match has none.
  static String group(MatchResult match, String name) {
    String found = match.namedGroups().containsKey(name) ? match.group(name) : null;
    return found == null ? "" : found;
  }

  private double number(String text) {
    return grammar.numerals().parse(text);
  }

  private int mod(MatchResult match) {
    String mod = group(match, "mod").strip();
    int repeated = 0;
    while (repeated < mod.length()
        && (mod.charAt(repeated) == '下' || mod.charAt(repeated) == '上')) {
      repeated++;
    }
    return repeated > 0
        ? mod.charAt(0) == '下' ? repeated : -repeated
        : grammar.mods().getOrDefault(mod, 0);
  }

  private LocalDate today() {
    return now.toLocalDate();
  }

  private List<TimePiece> length(MatchResult match) {
    return List.of(
        Amount.of(match, grammar)
            .<TimePiece>map(a -> new TimePiece.Length(a.iso()))
            .orElseGet(TimePiece.Block::new));
  }

  /// Whether a unit is one of days, months or years, as `7d`.
  private static boolean isOfCalendar(String unit) {
    int last = unit.length() - 1;
    return last > 0
        && "dMy".indexOf(unit.charAt(last)) >= 0
        && unit.chars().limit(last).allMatch(Character::isDigit);
  }

  private List<TimePiece> after(MatchResult match) {
    Optional<Amount> found = Amount.of(match, grammar);
    if (found.isEmpty()) {
      return List.of();
    }
    Amount amount = found.get();
    String more = grammar.units().get(group(match, "u2"));
    String whole = grammar.units().get(group(match, "u"));
    if (more != null && whole != null && isOfCalendar(whole) && isOfCalendar(more)) {
      // "一周零三天后", "一年零两个月后": by the calendar, one after the other
      var from = today().atStartOfDay();
      var first = Amount.of(number(group(match, "n")), whole);
      var second = Amount.of(number(group(match, "n2")), more);
      var after =
          new TimePiece.Shift(second, null, 1).from(new TimePiece.Shift(first, null, 1).from(from));
      return List.of(new TimePiece.Day(after.toLocalDate(), false));
    }
    boolean half = amount.n() != Math.rint(amount.n());
    // A day and a half is 36 hours; a week and a half is said in days.
    if (half && amount.unit() == 'd' && amount.n() < 7) {
      return List.of(new TimePiece.Moment(now.plusSeconds(amount.seconds())));
    }
    return switch (amount.unit()) {
      case 's', 'm', 'h' -> List.of(new TimePiece.Moment(now.plusSeconds(amount.seconds())));
      case 'M' ->
          List.of(
              new TimePiece.Day(
                  today().plusMonths((long) amount.n()).plusDays(half ? 15 : 0), false));
      case 'y' ->
          List.of(new TimePiece.Day(today().plusMonths(Math.round(amount.n() * 12)), false));
      default -> List.of(new TimePiece.Day(today().plusDays(Math.round(amount.n())), false));
    };
  }

  private List<TimePiece> day(MatchResult match) {
    String word = group(match, "day");
    var day = new TimePiece.Day(today().plusDays(grammar.days().getOrDefault(word, 0)), false);
    String partWord = group(match, "part");
    PartOfDay part = grammar.parts().get(partWord.isEmpty() ? word : partWord);
    return part == null ? List.of(day) : List.of(day, new TimePiece.Part(part));
  }

  /// A day of this month or the next one, or of the month so many months on.
  private List<TimePiece> dayOfMonth(MatchResult match) {
    var day = new TimePiece.MonthDay((int) number(group(match, "d")));
    String months = group(match, "nm");
    return months.isEmpty()
        ? List.of(day)
        : List.of(
            new TimePiece.Month(YearMonth.from(today()).plusMonths((long) number(months)), false),
            day);
  }

  private List<TimePiece> weekday(MatchResult match) {
    String word = group(match, "wd");
    String weeks = group(match, "nw");
    if (!weeks.isEmpty()) {
      return List.of(new TimePiece.Weekday(weekday(word), (int) number(weeks)));
    }
    String mod = group(match, "mod");
    Integer week = mod.isEmpty() ? null : Integer.valueOf(mod(match));
    String tail = group(match, "week");
    if (tail.contains("after")) {
      week = 2;
    } else if (tail.contains("next")) {
      week = 1;
    } else if (tail.equals(" week")) {
      // "Monday week": a week after the Monday ahead
      return List.of(
          new TimePiece.Weekday(weekday(word), week == null || week <= 0 ? null : week),
          new TimePiece.Shift(Amount.of(1, "7d"), null, 1));
    } else if (Text.isLatin(word.charAt(0)) && week != null && week == 0) {
      // "this Friday", "coming Friday": the one ahead
      week = null;
    }
    return List.of(new TimePiece.Weekday(weekday(word), week));
  }

  private DayOfWeek weekday(String word) {
    String key = Text.isLatin(word.charAt(0)) ? word.substring(0, 3) : word;
    return DayOfWeek.of(grammar.weekdays().getOrDefault(key, 1));
  }

  private int monthNumber(String word) {
    if (Text.isLatin(word.charAt(0))) {
      return grammar.months().getOrDefault(word.substring(0, 3), 0);
    }
    Integer named = grammar.months().get(word);
    return named == null ? (int) number(word) : named;
  }

  private TimePiece namedMonth(MatchResult match) {
    boolean yearly = !group(match, "mon").isEmpty() && group(match, "y").isEmpty();
    return new TimePiece.Month(month(match), yearly);
  }

  private YearMonth month(MatchResult match) {
    String word = group(match, "mon");
    var current = YearMonth.from(today());
    if (word.isEmpty()) {
      return current.plusMonths(mod(match));
    }
    Integer year = year(group(match, "y"));
    if (year != null) {
      return YearMonth.of(year, monthNumber(word));
    }
    YearMonth month = current.withMonth(monthNumber(word));
    return month.isBefore(current) ? month.plusYears(1) : month;
  }

  private @Nullable Integer year(String said) {
    return switch (said) {
      case "" -> null;
      case "今" -> today().getYear();
      case "明" -> today().getYear() + 1;
      case "后" -> today().getYear() + 2;
      case "大后" -> today().getYear() + 3;
      default -> {
        int year = (int) number(said);
        yield year < 100 ? 2000 + year : year;
      }
    };
  }

  private List<TimePiece> date(MatchResult match) {
    int month = monthNumber(group(match, "mon"));
    String said = group(match, "d");
    int day = (int) number(said + group(match, "d2") + group(match, "d3"));
    if (month > 12 && day <= 12) {
      int swapped = month;
      month = day;
      day = swapped;
    }
    Integer year = year(group(match, "y"));
    if (year != null) {
      return List.of(new TimePiece.Day(LocalDate.of(year, month, day), false));
    }
    if (month == 2 && day == 29) {
      int leap = today().getYear();
      while (!Year.isLeap(leap) || LocalDate.of(leap, 2, 29).isBefore(today())) {
        leap++;
      }
      return List.of(new TimePiece.Day(LocalDate.of(leap, 2, 29), false));
    }
    LocalDate date = LocalDate.of(today().getYear(), month, day);
    return List.of(new TimePiece.Day(date.isBefore(today()) ? date.plusYears(1) : date, true));
  }

  private List<TimePiece> instant(MatchResult match) {
    String zone = group(match, "zone").toUpperCase(Locale.ROOT);
    String second = group(match, "s");
    var at =
        LocalDate.of(
                (int) number(group(match, "y")),
                (int) number(group(match, "mon")),
                (int) number(group(match, "d")))
            .atTime(
                (int) number(group(match, "h")),
                (int) number(group(match, "m")),
                second.isEmpty() ? 0 : (int) number(second));
    var offset = Text.isLatin(zone.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(zone);
    return List.of(new TimePiece.Moment(at.atOffset(offset).atZoneSameInstant(now.getZone())));
  }

  private TimePiece edge(MatchResult match) {
    String edge = group(match, "e");
    if (edge.equals("eod")) {
      return new TimePiece.DayEnd();
    }
    if (edge.equals("eow")) {
      return new TimePiece.Edge(endOfWeek(0), true);
    }
    String mod = group(match, "mod").strip();
    boolean next = mod.equals("next") || mod.equals("coming") || mod.equals("明");
    boolean end = Set.of("底", "末", "end", "eom").contains(edge);
    boolean middle = edge.startsWith("中") || edge.startsWith("mid");
    boolean late = edge.equals("下旬") || edge.equals("late");
    String unit = group(match, "u");
    if (unit.equals("day") && end) {
      return new TimePiece.DayEnd();
    }
    if (unit.equals("week")) {
      LocalDate monday = monday(next ? 1 : 0);
      return end || late
          ? new TimePiece.Edge(endOfWeek(next ? 1 : 0), end)
          : new TimePiece.Edge(middle ? monday.plusDays(2) : monday, false);
    }
    if (unit.equals("year") || (group(match, "mon").isEmpty() && match.group().contains("年"))) {
      Integer said = year(mod.equals("next") ? "明" : mod);
      int year = said == null ? today().getYear() : said;
      var date = LocalDate.of(year, end ? 12 : late ? 10 : middle ? 7 : 1, end ? 31 : 1);
      return new TimePiece.Edge(
          said == null && date.isBefore(today()) ? date.plusYears(1) : date, end);
    }
    YearMonth month =
        unit.isEmpty() ? month(match) : YearMonth.from(today()).plusMonths(next ? 1 : 0);
    LocalDate date = end ? month.atEndOfMonth() : month.atDay(late ? 21 : middle ? 15 : 1);
    boolean named = !group(match, "mod").isEmpty() || !group(match, "mon").isEmpty();
    if (date.isBefore(today()) && !named) {
      date = date.plusMonths(1);
    }
    return new TimePiece.Edge(date, end);
  }

  private LocalDate monday(int week) {
    return today().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).plusWeeks(week);
  }

  /// The working week's Friday; once that has passed, Sunday.
  private LocalDate endOfWeek(int week) {
    LocalDate friday = monday(week).plusDays(4);
    return friday.isBefore(today()) ? friday.plusDays(2) : friday;
  }

  private List<TimePiece> part(String word) {
    PartOfDay part = grammar.parts().get(word);
    return part == null ? List.of() : List.of(new TimePiece.Part(part));
  }

  private List<TimePiece> clock(MatchResult match) {
    int named =
        switch (group(match, "word") + group(match, "cob")) {
          case "" -> -1;
          case "midnight" -> 24;
          case "下班", "cob", "close of business" -> 18;
          default -> 12;
        };
    if (named >= 0) {
      return List.of(new ClockTime(named, 0, Said.EXACT));
    }
    int hour = (int) number(group(match, "h"));
    int minute = minute(match);
    if (minute < 0) {
      hour = hour == 0 ? 23 : hour == 1 ? 12 : hour - 1;
      minute += 60;
    }
    if (hour > 24 || minute > 59) {
      return List.of();
    }
    String half = group(match, "ap");
    Said said = Said.OPEN;
    if (!half.isEmpty() && hour <= 12) {
      said = half.charAt(0) == 'a' ? Said.AM : Said.PM;
    } else if (hour > 12 || hour == 0 || group(match, "h").startsWith("0")) {
      said = Said.EXACT;
    }
    return List.of(new ClockTime(hour, minute, said));
  }

  /// Minutes past the hour; below zero for minutes to it.
  private int minute(MatchResult match) {
    if (match.namedGroups().containsKey("half") && match.group("half") != null) {
      return 30;
    }
    if (!group(match, "q").isEmpty()) {
      return (int) (number(group(match, "q")) * 15);
    }
    for (String name : List.of("m", "m2", "mw", "past")) {
      if (!group(match, name).isEmpty()) {
        return (int) number(group(match, name));
      }
    }
    String less = group(match, "less");
    return less.isEmpty()
        ? 0
        : less.equals("一刻")
            ? -15
            : (int) Math.negateExact(Math.round(number(less.replace("分", ""))));
  }

  private List<TimePiece> holiday(MatchResult match) {
    Holiday holiday = grammar.holidays().get(group(match, "name"));
    Integer year = year(group(match, "y"));
    if (holiday == null) {
      return List.of();
    }
    Optional<LocalDate> date = year == null ? holiday.next(today()) : holiday.in(year);
    return date.<List<TimePiece>>map(d -> List.of(new TimePiece.Day(d, false))).orElse(List.of());
  }

  private List<TimePiece> shift(MatchResult match) {
    String direction = group(match, "dir");
    int sign = direction.equals("before") || direction.equals("前") ? -1 : 1;
    String word = group(match, "wd");
    if (!word.isEmpty()) {
      return List.of(new TimePiece.Shift(Amount.of(1, "7d"), weekday(word), sign));
    }
    String said = group(match, "n");
    boolean nextDay = !group(match, "nextday").isEmpty();
    String unit = nextDay ? "1d" : grammar.units().get(group(match, "u") + group(match, "u2"));
    double n = said.isEmpty() ? 1 : number(said);
    if (unit == null || Double.isNaN(n)) {
      return List.of(new TimePiece.Block());
    }
    return List.of(new TimePiece.Shift(Amount.of(n, unit), null, sign));
  }

  private List<TimePiece> nth(MatchResult match) {
    TimePiece.Nth nth = nthOf(match);
    if (!group(match, "each").isEmpty()) {
      return List.of(new TimePiece.Every("P1M", Set.of()), nth);
    }
    return group(match, "mon").isEmpty() && group(match, "mod").isEmpty()
        ? List.of(nth)
        : List.of(namedMonth(match), nth);
  }

  private TimePiece.Nth nthOf(MatchResult match) {
    if (!group(match, "eom").isEmpty()) {
      return new TimePiece.Nth(0, TimePiece.Nth.Of.DAY, null);
    }
    if (!group(match, "first").isEmpty()) {
      return new TimePiece.Nth(1, TimePiece.Nth.Of.DAY, null);
    }
    String said = group(match, "n");
    String word = group(match, "wd");
    boolean last = !group(match, "n1").isEmpty();
    int n = said.isEmpty() ? last ? 0 : 1 : (int) number(said);
    if (word.isEmpty()) {
      return new TimePiece.Nth(n, TimePiece.Nth.Of.WEEK, null);
    }
    return new TimePiece.Nth(
        n, TimePiece.Nth.Of.WEEKDAY, word.equals("周末") ? DayOfWeek.SATURDAY : weekday(word));
  }

  private List<TimePiece> lunar(MatchResult match) {
    String named = group(match, "mon");
    int month =
        switch (named) {
          case "", "正" -> 1;
          case "冬" -> 11;
          case "腊" -> 12;
          default -> (int) number(named);
        };
    String said = group(match, "d").replace("初", "");
    boolean end = group(match, "e").equals("底") || group(match, "e").equals("末");
    int day = said.isEmpty() ? end ? 30 : 1 : (int) number(said);
    Integer year = year(group(match, "y") + group(match, "y2"));
    Optional<LocalDate> date =
        year == null
            ? grammar.lunar().next(today(), month, day)
            : grammar.lunar().date(year, month, day);
    return List.of(
        date.<TimePiece>map(found -> new TimePiece.Day(found, false))
            .orElseGet(TimePiece.Block::new));
  }
}
