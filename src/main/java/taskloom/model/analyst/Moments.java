package taskloom.model.analyst;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Says moments the way people do, as of `now`: "明天（11月22日周日）07:00", "tomorrow (Sun 22 Nov) at
/// 07:00".
record Moments(Lang lang, ZonedDateTime now) {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter ZH_DAY =
      DateTimeFormatter.ofPattern("M月d日E", Locale.CHINA);
  private static final DateTimeFormatter ZH_YEAR =
      DateTimeFormatter.ofPattern("yyyy年M月d日E", Locale.CHINA);
  private static final DateTimeFormatter EN_DAY =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter EN_YEAR =
      DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.ENGLISH);

  /// The time as exactly as it was said.
  String say(TimeMention time) {
    String day = day(time.at().toLocalDate());
    return switch (time.grain()) {
      case DAY -> day;
      case PART ->
          lang == Lang.ZH
              ? day + CLOCK.format(time.at()) + "左右"
              : day + " around " + CLOCK.format(time.at());
      case CLOCK ->
          lang == Lang.ZH ? day + CLOCK.format(time.at()) : day + " at " + CLOCK.format(time.at());
    };
  }

  /// A moment beside another one: the hour alone on the same day.
  String beside(ZonedDateTime moment, ZonedDateTime other) {
    String clock = CLOCK.format(moment);
    if (moment.toLocalDate().equals(other.toLocalDate())) {
      return clock;
    }
    return lang == Lang.ZH
        ? day(moment.toLocalDate()) + clock
        : day(moment.toLocalDate()) + " at " + clock;
  }

  String day(LocalDate date) {
    boolean thisYear = date.getYear() == now.getYear();
    String plain =
        lang == Lang.ZH
            ? (thisYear ? ZH_DAY : ZH_YEAR).format(date)
            : (thisYear ? EN_DAY : EN_YEAR).format(date);
    long days = ChronoUnit.DAYS.between(now.toLocalDate(), date);
    if (days < 0 || days > 2) {
      return plain;
    }
    String near =
        switch ((int) days) {
          case 0 -> lang == Lang.ZH ? "今天" : "today";
          case 1 -> lang == Lang.ZH ? "明天" : "tomorrow";
          default -> lang == Lang.ZH ? "后天" : "";
        };
    return near.isEmpty()
        ? plain
        : lang == Lang.ZH ? near + "（" + plain + "）" : near + " (" + plain + ")";
  }
}
