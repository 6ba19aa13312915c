package taskloom.model.analyst;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Chinese lunar calendar, from a table of its years. A lunar year has the number of the year
/// in which it begins.
///
/// @param first its first new year
/// @param years one number each: bit n is set where the n-th month has 30 days, leap months
///   counted; bits 13 and up name the month that its leap month follows, 0 for none
/// @param starts the new year of each
record LunarCalendar(LocalDate first, List<Integer> years, List<LocalDate> starts) {
  private static final int LEAP = 13;

  static LunarCalendar load(KnowledgeNode node) {
    var first = LocalDate.parse(node.at("first").string());
    var years = new ArrayList<Integer>();
    var starts = new ArrayList<LocalDate>();
    var start = first;
    for (var line : node.at("years").strings()) {
      for (var hex : line.split(" ", -1)) {
        int year = Integer.parseInt(hex, 16);
        years.add(year);
        starts.add(start);
        start = start.plusDays(days(year, months(year)));
      }
    }
    return new LunarCalendar(first, List.copyOf(years), List.copyOf(starts));
  }

  /// The date of a lunar day, where the table has its year. The 30th of a month of 29 days is its
  /// last.
  ///
  /// @param month 1 to 12; never a leap month
  Optional<LocalDate> date(int year, int month, int day) {
    int index = year - first.getYear();
    if (index < 0 || index >= years.size() || month < 1 || month > 12 || day < 1 || day > 30) {
      return Optional.empty();
    }
    int bits = years.get(index);
    int leap = bits >> LEAP;
    int before = leap > 0 && month > leap ? month : month - 1;
    int length = 29 + (bits >> before & 1);
    return Optional.of(
        starts.get(index).plusDays(days(bits, before)).plusDays(Math.min(day, length) - 1));
  }

  /// The next such day, today included.
  Optional<LocalDate> next(LocalDate today, int month, int day) {
    for (int year = today.getYear() - 1; year <= today.getYear() + 1; year++) {
      var date = date(year, month, day);
      if (date.isPresent() && !date.get().isBefore(today)) {
        return date;
      }
    }
    return Optional.empty();
  }

  /// The day that falls into a year of the common calendar.
  Optional<LocalDate> in(int commonYear, int month, int day) {
    return next(YearMonth.of(commonYear, 1).atDay(1), month, day);
  }

  private static int months(int year) {
    return year >> LEAP > 0 ? 13 : 12;
  }

  /// The days of a year's first months.
  private static int days(int year, int months) {
    return 29 * months + Integer.bitCount(year & ((1 << months) - 1));
  }
}
