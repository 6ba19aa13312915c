package taskloom.model.analyst;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one pattern of the time grammar found: a part of a time, to be put together with its
/// neighbours.
sealed interface TimePiece {
  /// Looks like a time and is none.
  record Block() implements TimePiece {}

  /// A length of time, ISO 8601.
  record Length(String iso) implements TimePiece {}

  /// A day.
  ///
  /// @param yearly whether no year was said, so that a past one means the next
  record Day(LocalDate date, boolean yearly) implements TimePiece {}

  /// A day of the week.
  ///
  /// @param week weeks from the current one (Monday to Sunday), none when not said
  record Weekday(DayOfWeek day, @Nullable Integer week) implements TimePiece {}

  /// Saturday and Sunday.
  record Weekend(int week) implements TimePiece {}

  /// A week, counted from the current one.
  record Week(int offset) implements TimePiece {}

  /// A month.
  ///
  /// @param yearly whether it was named without a year
  record Month(YearMonth month, boolean yearly) implements TimePiece {}

  /// The n-th week of a month said beside it, or the n-th such weekday.
  ///
  /// @param n from 1; 0 for the last
  /// @param of what there are several of
  record Nth(int n, Of of, @Nullable DayOfWeek day) implements TimePiece {
    /// Days, weeks, or weekdays of one name.
    enum Of {
      DAY,
      WEEK,
      WEEKDAY
    }

    LocalDate in(YearMonth month) {
      if (of == Of.DAY) {
        return n == 0 ? month.atEndOfMonth() : month.atDay(n);
      }
      if (day != null) {
        return n == 0
            ? month.atEndOfMonth().with(TemporalAdjusters.previousOrSame(day))
            : month.atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(n, day));
      }
      // As ISO 8601 counts weeks: one belongs to the month that has its Thursday.
      var thursday =
          n == 0
              ? month.atEndOfMonth().with(TemporalAdjusters.previousOrSame(DayOfWeek.THURSDAY))
              : month.atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(n, DayOfWeek.THURSDAY));
      var monday = thursday.minusDays(3);
      return monday.isBefore(month.atDay(1)) ? month.atDay(1) : monday;
    }
  }

  /// So long after (before, where `sign` is negative) the time beside it, or the next such weekday.
  record Shift(Amount amount, @Nullable DayOfWeek day, int sign) implements TimePiece {
    LocalDateTime from(LocalDateTime time) {
      if (day != null) {
        return time.with(sign < 0 ? TemporalAdjusters.previous(day) : TemporalAdjusters.next(day));
      }
      return switch (amount.unit()) {
        case 's', 'm', 'h' -> time.plusSeconds(sign * amount.seconds());
        case 'M' -> time.plusMonths(sign * (long) amount.n());
        case 'y' -> time.plusMonths(sign * Math.round(amount.n() * 12));
        default -> time.plusDays(sign * Math.round(amount.n()));
      };
    }

    boolean ofDays() {
      return switch (amount.unit()) {
        case 's', 'm', 'h' -> false;
        default -> true;
      };
    }
  }

  /// A day of a month not named here.
  record MonthDay(int day) implements TimePiece {}

  /// The end, middle or start of something, as a day.
  record Edge(LocalDate date, boolean end) implements TimePiece {}

  /// The end of a day named beside it, or of today.
  record DayEnd() implements TimePiece {}

  /// A part of the day.
  record Part(PartOfDay part) implements TimePiece {}

  /// A time on the clock, 0:00 to 24:59.
  record ClockTime(int hour, int minute, Said said) implements TimePiece {}

  /// How much of the hour was said.
  enum Said {
    /// 12-hour clock, morning or evening not said
    OPEN,
    AM,
    PM,
    /// 24-hour clock
    EXACT
  }

  /// A moment, counted from now or with its offset from UTC.
  record Moment(ZonedDateTime at) implements TimePiece {}

  /// Again and again.
  ///
  /// @param step ISO 8601
  /// @param days the days of the week it falls on, or none
  record Every(String step, Set<DayOfWeek> days) implements TimePiece {}
}
