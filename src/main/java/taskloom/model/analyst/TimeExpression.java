package taskloom.model.analyst;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;
import taskloom.model.analyst.TimePiece.ClockTime;
import taskloom.model.analyst.TimePiece.Said;

/// One time being put together from its pieces, and its resolution. The rules where words leave
/// room:
///
/// - a weekday alone is the next such day, today included while its hour is still ahead; `下周X` and
///   "next X" are in the week after the current one (Monday to Sunday); `这周X` is in the current
///   one, but on a weekend, when that one is over, the one ahead, unless a word beside it says that
///   it was (`已经`, `交了`); "this X" is the one ahead;
/// - a day and month without a year, or a day without a month, is the next one;
/// - an hour without a day is the next one to come: of a 12-hour clock, the evening one counts up
///   to 21:59;
/// - on a given day, 1 to 5 without morning or evening are p.m. and 6 to 12 as said, unless a word
///   beside them says breakfast or dinner;
/// - `晚上` and "tonight" with 12 or 1 to 4 reach into the next day; "midnight" ends the day named;
/// - a day as a limit (`周五前`, "by Friday") lasts to its end, 23:59:59.
///
/// Used by one thread, for one text.
final class TimeExpression {
  /// What stands around a time.
  ///
  /// @param date a day named elsewhere in the text, that this time belongs to
  /// @param after the time this one ends the range of
  /// @param morning whether a word beside it means the morning
  /// @param evening whether a word beside it means the evening
  /// @param work whether a word beside it means working hours
  record Surroundings(
      @Nullable LocalDate date,
      @Nullable ZonedDateTime after,
      boolean morning,
      boolean evening,
      boolean work) {
    static final Surroundings NONE = new Surroundings(null, null, false, false, false);

    boolean morningAt(int hour) {
      return morning || (work && !evening && hour >= 8);
    }
  }

  private static final int LATEST_EVENING = 21;

  final int begin;
  int end;
  boolean limit;

  /// Whether a word beside it says that it was.
  boolean past;

  private TimePiece.@Nullable Day day;
  private TimePiece.@Nullable Weekday weekday;
  private TimePiece.@Nullable Weekend weekend;
  private TimePiece.@Nullable Week week;
  private TimePiece.@Nullable Month month;
  private TimePiece.@Nullable MonthDay monthDay;
  private TimePiece.@Nullable Edge edge;
  private TimePiece.@Nullable DayEnd dayEnd;
  private TimePiece.@Nullable Part part;
  private @Nullable ClockTime clock;
  private TimePiece.@Nullable Moment moment;
  private TimePiece.@Nullable Every every;
  private TimePiece.@Nullable Nth nth;
  private TimePiece.@Nullable Shift shift;
  private @Nullable LocalDate rangeStart;

  TimeExpression(int begin) {
    this.begin = begin;
    this.end = begin;
  }

  /// Adds a piece if there is room for it.
  boolean take(TimePiece piece) {
    if (moment != null) {
      return false;
    }
    switch (piece) {
      case TimePiece.Day p when day == null && monthDay == null && edge == null -> day = p;
      case TimePiece.Weekday p when weekday == null -> weekday = p;
      case TimePiece.Weekend p when !hasDate() -> weekend = p;
      case TimePiece.Weekend _ when week != null && weekend == null && weekday == null ->
          weekend = new TimePiece.Weekend(week.offset());
      case TimePiece.Week p when week == null && day == null && month == null -> week = p;
      case TimePiece.Month p when month == null && day == null && weekday == null -> month = p;
      case TimePiece.MonthDay p when monthDay == null && day == null && edge == null ->
          monthDay = p;
      case TimePiece.Edge p when !hasDate() -> edge = p;
      case TimePiece.DayEnd p when dayEnd == null && !hasHour() && edge == null -> dayEnd = p;
      case TimePiece.Part p when part == null -> part = p;
      case TimePiece.Part p when p.part().reading() == PartOfDay.Reading.DAWN && nightSaid() -> {
        // "今晚凌晨一点": the night's small hours
      }
      case ClockTime p when clock == null -> clock = p;
      case TimePiece.Moment p when !hasDate() && clock == null && part == null -> moment = p;
      case TimePiece.Every p when every == null -> every = p;
      case TimePiece.Nth p when nth == null && day == null && weekday == null -> nth = p;
      case TimePiece.Shift p when shift == null -> shift = p;
      case TimePiece.Block _,
          TimePiece.Length _,
          TimePiece.Day _,
          TimePiece.Weekday _,
          TimePiece.Weekend _,
          TimePiece.Week _,
          TimePiece.Month _,
          TimePiece.MonthDay _,
          TimePiece.Edge _,
          TimePiece.DayEnd _,
          TimePiece.Part _,
          ClockTime _,
          TimePiece.Moment _,
          TimePiece.Every _,
          TimePiece.Nth _,
          TimePiece.Shift _ -> {
        return false;
      }
    }
    return true;
  }

  private boolean nightSaid() {
    return part != null && part.part().reading() == PartOfDay.Reading.NIGHT;
  }

  boolean hasDate() {
    return day != null
        || weekday != null
        || weekend != null
        || week != null
        || month != null
        || monthDay != null
        || nth != null
        || edge != null
        || dayEnd != null
        || moment != null
        || (every != null && !every.days().isEmpty());
  }

  boolean hasClock() {
    return clock != null;
  }

  boolean hasHour() {
    return clock != null || part != null || moment != null;
  }

  /// Whether it says a part of the day, and no hour.
  boolean onlyPart() {
    return part != null && clock == null && moment == null;
  }

  /// Takes the part of the day from one that says no hour: "the evening class at 7", "明晚吧，七点".
  boolean takePartOf(TimeExpression other) {
    if (clock == null || clock.said() != Said.OPEN || part != null || !other.onlyPart()) {
      return false;
    }
    part = other.part;
    return true;
  }

  boolean repeats() {
    return every != null;
  }

  TimeMention.Grain grain() {
    return clock != null || moment != null
        ? TimeMention.Grain.CLOCK
        : part != null ? TimeMention.Grain.PART : TimeMention.Grain.DAY;
  }

  /// The same half of the day as the other end of a range: "2 to 4 pm".
  void alignTo(TimeExpression other) {
    ClockTime mine = clock;
    ClockTime theirs = other.clock;
    if (mine != null
        && theirs != null
        && part == null
        && mine.said() == Said.OPEN
        && theirs.said() != Said.OPEN) {
      boolean pm = theirs.said() == Said.PM || theirs.hour() > 12;
      int end = theirs.hour() > 12 ? theirs.hour() - 12 : theirs.hour();
      boolean same = mine.hour() % 12 <= end % 12;
      if (theirs.said() != Said.EXACT || pm) {
        clock = new ClockTime(mine.hour(), mine.minute(), pm == same ? Said.PM : Said.AM);
      }
    }
    if (part == null && other.part != null && clock != null && clock.said() == Said.OPEN) {
      part = other.part;
    }
  }

  /// The day itself where it was said whole.
  @Nullable LocalDate wholeDate() {
    return day == null ? null : day.date();
  }

  /// Makes it the start of a range: a day without its month is of the end's month.
  void beginRangeTo(@Nullable LocalDate end) {
    if (monthDay != null && month == null && end != null && monthDay.day() < end.getDayOfMonth()) {
      month = new TimePiece.Month(YearMonth.from(end), true);
    }
  }

  /// Makes it the end of a range: a day without its week or month is the next after the start.
  void endRangeFrom(LocalDate start) {
    rangeStart = start;
  }

  /// The start of a range that would come after its end: a day of this week is the one that was, an
  /// hour without its day the one before the end ("22:00 to 02:00 tomorrow").
  TimeMention before(TimeMention end, TimeMention start) {
    if (!start.at().isAfter(end.at())) {
      return start;
    }
    boolean thisWeek =
        weekday != null
            && (week != null ? week.offset() == 0 : Integer.valueOf(0).equals(weekday.week()));
    ZonedDateTime at =
        thisWeek
            ? start.at().minusWeeks(1)
            : hasDate() || repeats() ? start.at() : start.at().minusDays(1);
    return new TimeMention(
        start.begin(), start.end(), at, start.grain(), start.limit(), start.step());
  }

  /// Whether it is a week or a month that is over, which nothing is planned for.
  private boolean gone() {
    boolean alone = weekday == null && monthDay == null && nth == null && !hasHour();
    return alone && week != null && week.offset() < 0;
  }

  private boolean goneMonth(LocalDate today) {
    boolean alone = weekday == null && monthDay == null && nth == null && !hasHour();
    return alone && month != null && month.month().isBefore(YearMonth.from(today));
  }

  /// What it means; none for one that repeats with neither day nor hour, for a length of time
  /// counted from nothing, and for a week or month that is over.
  @Nullable TimeMention resolve(ZonedDateTime now, Surroundings around) {
    TimePiece.Every repeated = every;
    String step = repeated == null ? null : repeated.step();
    TimePiece.Moment exact = moment;
    if (exact != null) {
      return new TimeMention(begin, end, exact.at(), TimeMention.Grain.CLOCK, limit, step);
    }
    if (repeated != null && !hasHour() && !hasDate()) {
      return null;
    }
    boolean counted = shift != null && (hasDate() || (hasHour() && !shift.ofDays()));
    if ((shift != null && !counted) || gone() || goneMonth(now.toLocalDate())) {
      return null;
    }
    LocalDate date = date(now);
    boolean dateSaid = date != null;
    if (date == null) {
      date = around.date();
    }
    LocalDateTime at;
    if (!hasHour()) {
      LocalDate certain = date == null ? now.toLocalDate() : date;
      at =
          limit || dayEnd != null || (edge != null && edge.end())
              ? certain.atTime(23, 59, 59)
              : certain.atStartOfDay();
    } else if (date == null) {
      at = nextTime(now, around);
    } else {
      at = date.atStartOfDay().plusMinutes(minutesOn(date, now, around));
      if (dateSaid && at.isBefore(now.toLocalDateTime())) {
        at = rolled(at);
      }
    }
    if (shift != null) {
      at = shift.from(at);
    }
    return new TimeMention(begin, end, at.atZone(now.getZone()), grain(), limit, step);
  }

  /// The next one, for a day said without its week, month or year whose hour has passed.
  private LocalDateTime rolled(LocalDateTime past) {
    if (every != null) {
      LocalDateTime next = past.plusDays(1);
      while (!every.days().isEmpty() && !every.days().contains(next.getDayOfWeek())) {
        next = next.plusDays(1);
      }
      return next;
    }
    if (day != null) {
      return day.yearly() ? past.plusYears(1) : past;
    }
    if (weekday != null && week == null && weekday.week() == null && monthDay == null) {
      return past.plusWeeks(1);
    }
    return monthDay != null && month == null ? past.plusMonths(1) : past;
  }

  private @Nullable LocalDate date(ZonedDateTime now) {
    LocalDate today = now.toLocalDate();
    LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    if (day != null) {
      return day.date();
    }
    if (edge != null) {
      return edge.date();
    }
    if (monthDay != null) {
      return monthDay(today, monthDay.day());
    }
    if (nth != null) {
      return nthDay(today, nth);
    }
    if (weekday != null) {
      Integer offset = week != null ? Integer.valueOf(week.offset()) : weekday.week();
      LocalDate from = rangeStart == null ? today : rangeStart;
      LocalDate next = from.with(TemporalAdjusters.nextOrSame(weekday.day()));
      boolean over = today.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0 && !past;
      return offset == null || (offset == 0 && over)
          ? next
          : monday.plusWeeks(offset).with(TemporalAdjusters.nextOrSame(weekday.day()));
    }
    if (weekend != null) {
      boolean sunday = weekend.week() == 0 && today.getDayOfWeek() == DayOfWeek.SUNDAY;
      return sunday ? today : monday.plusWeeks(weekend.week()).plusDays(5);
    }
    if (week != null) {
      LocalDate first = monday.plusWeeks(week.offset());
      return limit ? first.plusDays(6) : week.offset() == 0 ? today : first;
    }
    if (month != null) {
      LocalDate first = month.month().atDay(1);
      return limit && month.month().equals(YearMonth.from(today))
          ? month.month().atEndOfMonth()
          : first.isBefore(today) && month.month().equals(YearMonth.from(today)) ? today : first;
    }
    if (every != null && !every.days().isEmpty()) {
      LocalDate next = today;
      while (!every.days().contains(next.getDayOfWeek())) {
        next = next.plusDays(1);
      }
      return next;
    }
    return null;
  }

  private LocalDate nthDay(LocalDate today, TimePiece.Nth wanted) {
    YearMonth in = month == null ? YearMonth.from(today) : month.month();
    LocalDate date = wanted.in(in);
    if (date.isBefore(today) && (month == null || month.yearly())) {
      date = wanted.in(month == null ? in.plusMonths(1) : in.plusYears(1));
    }
    return weekday == null
        ? date
        : date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .with(TemporalAdjusters.nextOrSame(weekday.day()));
  }

  private LocalDate monthDay(LocalDate today, int wanted) {
    LocalDate from = rangeStart == null ? today : rangeStart;
    YearMonth in = month == null ? YearMonth.from(from) : month.month();
    if (month == null) {
      while (!in.isValidDay(wanted) || in.atDay(wanted).isBefore(from)) {
        in = in.plusMonths(1);
      }
    }
    return in.atDay(Math.min(wanted, in.lengthOfMonth()));
  }

  /// Minutes from the given day's midnight.
  private long minutesOn(LocalDate date, ZonedDateTime now, Surroundings around) {
    ClockTime said = clock;
    if (said == null) {
      return part == null ? 0 : part.part().hour() * 60L;
    }
    long minutes = hour(said, around) * 60L + said.minute();
    boolean open = said.said() == Said.OPEN && part == null && said.hour() < 12;
    LocalDateTime midnight = date.atStartOfDay();
    if (open && around.after() != null) {
      LocalDateTime earlier = around.after().toLocalDateTime();
      long asSaid = said.hour() * 60L + said.minute();
      minutes = midnight.plusMinutes(asSaid).isAfter(earlier) ? asSaid : asSaid + 720;
    } else if (open
        && every == null
        && date.equals(now.toLocalDate())
        && minutes < 720
        && midnight.plusMinutes(minutes).isBefore(now.toLocalDateTime())) {
      minutes += 720;
    }
    if (around.after() != null
        && !midnight.plusMinutes(minutes).isAfter(around.after().toLocalDateTime())) {
      minutes += 1440;
    }
    return minutes;
  }

  private int hour(ClockTime said, Surroundings around) {
    int hour = said.hour();
    boolean twelve = said.said() == Said.OPEN || (said.said() == Said.EXACT && hour <= 12);
    if (part != null && twelve) {
      return part.part().read(hour);
    }
    return switch (said.said()) {
      case EXACT -> hour;
      case AM -> hour == 12 ? 0 : hour;
      case PM -> hour == 12 ? 12 : hour + 12;
      case OPEN -> {
        if (around.morningAt(hour) || hour >= 12) {
          yield hour;
        }
        int afternoonUntil = around.evening() ? 9 : 5;
        yield hour <= afternoonUntil ? hour + 12 : hour;
      }
    };
  }

  /// The next such hour from now.
  private LocalDateTime nextTime(ZonedDateTime now, Surroundings around) {
    LocalDateTime present = now.toLocalDateTime();
    LocalDate today = now.toLocalDate();
    LocalDateTime midnight = today.atStartOfDay();
    ClockTime said = clock;
    LocalDateTime at = midnight.plusMinutes(minutesOn(today, now, around));
    if (said != null
        && said.said() == Said.OPEN
        && part == null
        && said.hour() < 12
        && around.after() == null) {
      LocalDateTime asSaid = midnight.plusHours(said.hour()).plusMinutes(said.minute());
      LocalDateTime later = asSaid.plusHours(12);
      if (!around.evening()
          && asSaid.isAfter(present)
          && (said.hour() >= 6 || around.morningAt(said.hour()))) {
        return asSaid;
      }
      boolean late = later.getHour() > LATEST_EVENING;
      if (later.isAfter(present) && !around.morningAt(said.hour()) && !late) {
        return later;
      }
      return midnight.plusDays(1).plusMinutes(hour(said, around) * 60L + said.minute());
    }
    boolean onlyPart = said == null;
    if (onlyPart
        && part != null
        && at.plusHours(4).isAfter(present)
        && at.toLocalDate().equals(today)) {
      return at;
    }
    return at.isAfter(present) ? at : at.plus(Period.ofDays(1));
  }
}
