package taskloom.model.analyst;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZonedDateTime;
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
  record Month(YearMonth month) implements TimePiece {}

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
