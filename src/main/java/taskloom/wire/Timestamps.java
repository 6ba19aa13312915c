package taskloom.wire;

import java.time.Duration;
import java.time.Instant;

/// Times and durations as numbers of seconds, always written out (`1704441600.123`), never with an
/// exponent.
public final class Timestamps {
  private Timestamps() {}

  /// Seconds since the epoch, to the millisecond; for times after it.
  public static String seconds(Instant at) {
    return thousandths(at.toEpochMilli());
  }

  /// Seconds, to the millisecond; for durations that are not negative.
  public static String seconds(Duration duration) {
    return thousandths(duration.toMillis());
  }

  private static String thousandths(long millis) {
    var fraction = Long.toString(1_000 + millis % 1_000);
    return millis / 1_000 + "." + fraction.substring(1);
  }
}
