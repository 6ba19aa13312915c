package taskloom.model.analyst;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When a holiday is.
sealed interface Holiday {
  /// The day it falls on in that year, where that is known.
  Optional<LocalDate> in(int year);

  /// The same day every year.
  record Fixed(MonthDay day) implements Holiday {
    @Override
    public Optional<LocalDate> in(int year) {
      return Optional.of(day.atYear(year));
    }
  }

  /// The n-th such weekday of a month.
  record Nth(int month, DayOfWeek weekday, int n) implements Holiday {
    @Override
    public Optional<LocalDate> in(int year) {
      return Optional.of(
          LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(n, weekday)));
    }
  }

  /// A day of the lunar calendar.
  record Lunar(LunarCalendar calendar, int month, int day) implements Holiday {
    @Override
    public Optional<LocalDate> in(int year) {
      return calendar.in(year, month, day);
    }
  }

  /// Of the sun's course: the dates themselves.
  record Listed(List<LocalDate> dates) implements Holiday {
    @Override
    public Optional<LocalDate> in(int year) {
      return dates.stream().filter(date -> date.getYear() == year).findFirst();
    }
  }

  /// The day before another one.
  record Eve(Holiday of) implements Holiday {
    @Override
    public Optional<LocalDate> in(int year) {
      return of.in(year).map(date -> date.minusDays(1));
    }
  }

  /// The next time it is, today included.
  default Optional<LocalDate> next(LocalDate today) {
    return in(today.getYear())
        .filter(date -> !date.isBefore(today))
        .or(() -> in(today.getYear() + 1));
  }

  /// Every name and its holiday.
  static Map<String, Holiday> load(KnowledgeNode list, LunarCalendar calendar) {
    var known = new HashMap<String, Holiday>();
    for (KnowledgeNode node : list.items()) {
      if (node.at("before").missing()) {
        Holiday holiday = read(node, calendar);
        node.at("names").strings().forEach(name -> known.put(name, holiday));
      }
    }
    for (KnowledgeNode node : list.items()) {
      Holiday next = known.get(node.at("before").string(""));
      if (next != null) {
        node.at("names").strings().forEach(name -> known.put(name, new Eve(next)));
      }
    }
    return Map.copyOf(known);
  }

  private static Holiday read(KnowledgeNode node, LunarCalendar calendar) {
    if (!node.at("on").missing()) {
      String[] day = node.at("on").string().split("-", 2);
      return new Fixed(MonthDay.of(Integer.parseInt(day[0]), Integer.parseInt(day[1])));
    }
    if (!node.at("lunar").missing()) {
      String[] day = node.at("lunar").string().split("-", 2);
      return new Lunar(calendar, Integer.parseInt(day[0]), Integer.parseInt(day[1]));
    }
    KnowledgeNode nth = node.at("nth");
    if (!nth.missing()) {
      return new Nth(
          nth.at("month").integer(1),
          DayOfWeek.of(nth.at("weekday").integer(1)),
          nth.at("n").integer(1));
    }
    return new Listed(node.at("dates").strings().stream().map(LocalDate::parse).toList());
  }
}
