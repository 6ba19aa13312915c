package taskloom.model.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.util.Calendar;
import com.ibm.icu.util.ChineseCalendar;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LunarCalendarTest {
  /// Years in which ICU puts a new moon within minutes of midnight on the other side of it, by a
  /// day off from the calendar as published.
  private static final Set<Integer> ICU_IS_OFF =
      Set.of(1917, 1922, 1953, 1954, 1955, 1987, 1998, 2012, 2018, 2026, 2027, 2029, 2030, 2070);

  private final LunarCalendar calendar =
      LunarCalendar.load(KnowledgeNode.file("times").at("lunar"));

  @Test
  void everyMonthOfTwoHundredYearsBeginsWhereIcuSays() {
    var different = new TreeSet<Integer>();
    for (int year = 1901; year <= 2100; year++) {
      for (int month = 1; month <= 12; month++) {
        var date = calendar.date(year, month, 1).orElseThrow();
        var found = icu(date);
        if (found.get(Calendar.MONTH) + 1 != month
            || found.get(Calendar.DAY_OF_MONTH) != 1
            || found.get(ChineseCalendar.IS_LEAP_MONTH) != 0) {
          different.add(year);
          // A month that ICU calls a leap month and the table does not would be 29 days off.
          assertThat(found.get(Calendar.DAY_OF_MONTH)).as(date.toString()).isIn(1, 2, 29, 30);
        }
      }
    }
    assertThat(ICU_IS_OFF).containsAll(different);
  }

  /// As published by the Purple Mountain Observatory.
  @ParameterizedTest
  @CsvSource({
    "2025, 1, 1, 2025-01-29",
    "2026, 1, 1, 2026-02-17",
    "2027, 1, 1, 2027-02-06",
    "2028, 1, 1, 2028-01-26",
    "2033, 1, 1, 2033-01-31",
    "2025, 8, 15, 2025-10-06",
    "2026, 12, 30, 2027-02-05",
    "2026, 12, 28, 2027-02-04",
    "2027, 8, 15, 2027-09-15",
    "2028, 5, 5, 2028-05-28",
    "2045, 9, 9, 2045-10-18"
  })
  void daysAreWhereTheyArePublished(int year, int month, int day, LocalDate date) {
    assertThat(calendar.date(year, month, day)).contains(date);
  }

  @Test
  void yearsFollowOneAnother() {
    for (int year = 1900; year < 2100; year++) {
      var next = calendar.date(year + 1, 1, 1).orElseThrow();
      var lastMonth = calendar.date(year, 12, 1).orElseThrow();
      assertThat(ChronoUnit.DAYS.between(lastMonth, next)).as("%d", year).isIn(29L, 30L, 58L, 59L);
      assertThat(calendar.date(year, 12, 30)).as("%d", year).isPresent();
    }
  }

  @Test
  void outsideTheTableThereIsNoDay() {
    assertThat(calendar.date(1899, 1, 1)).isEmpty();
    assertThat(calendar.date(2101, 1, 1)).isEmpty();
    assertThat(calendar.date(2027, 13, 1)).isEmpty();
    assertThat(calendar.next(LocalDate.of(2300, 1, 1), 1, 1)).isEmpty();
  }

  private static ChineseCalendar icu(LocalDate date) {
    var icu = new ChineseCalendar(TimeZone.getTimeZone("Asia/Shanghai"), ULocale.CHINA);
    icu.setTimeInMillis(date.atTime(LocalTime.NOON).atZone(Corpus.SHANGHAI).toEpochSecond() * 1000);
    return icu;
  }
}
