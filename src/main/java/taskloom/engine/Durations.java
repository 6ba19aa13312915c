package taskloom.engine;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// A histogram of durations with fixed bounds. Safe from any thread.
final class Durations {
  /// Upper bounds of the buckets in milliseconds, as 1-2-5 steps from one millisecond to about an
  /// hour; a last one takes the rest.
  private static final long[] BOUNDS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 300_000,
    3_600_000
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder totalMillis = new LongAdder();

  Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void add(Duration duration) {
    var millis = Math.max(0, duration.toMillis());
    int i = 0;
    while (i < BOUNDS.length && millis > BOUNDS[i]) {
      i++;
    }
    counts[i].increment();
    totalMillis.add(millis);
  }

  WorkFigures.Histogram snapshot() {
    var values = new long[counts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = counts[i].sum();
    }
    return new WorkFigures.Histogram(BOUNDS.clone(), values, totalMillis.sum());
  }
}
