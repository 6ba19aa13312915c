package taskloom.model.analyst;

/// A part of a day.
///
/// @param hour the hour meant when none is said
/// @param reading how an hour said beside it is read
record PartOfDay(int hour, Reading reading) {
  enum Reading {
    AM,
    DAWN,
    NOON,
    PM,
    NIGHT
  }

  /// The hour of a 24-hour day, counted from the day's midnight: 24 and more are the next day's.
  int read(int said) {
    return switch (reading) {
      case AM -> said;
      case DAWN -> said == 12 ? 0 : said;
      case NOON -> said <= 3 ? said + 12 : said;
      case PM -> said < 12 ? said + 12 : said;
      case NIGHT ->
          said == 12 || said == 0 ? 24 : said < 5 ? said + 24 : said < 12 ? said + 12 : said;
    };
  }
}
