package taskloom.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// A token bucket per owner: `rate` submissions a second, with a burst of ten times that. Owners
/// come from the settings, so their number is bounded. Safe from any thread.
final class RateLimit {
  private static final class Bucket {
    private double tokens;
    private long filledAt;
  }

  private final double rate;
  private final double burst;
  private final Clock clock;
  private final Map<String, Bucket> buckets = new HashMap<>();

  /// @param rate submissions a second, 0 for no limit
  RateLimit(double rate, Clock clock) {
    this.rate = rate;
    this.burst = rate * 10;
    this.clock = clock;
  }

  /// Takes one token of `owner`.
  ///
  /// @throws Refusal `RATE_LIMITED` with the time until the next token
  void take(String owner) {
    if (rate == 0) {
      return;
    }
    var wait = tryTake(owner, clock.millis());
    if (wait > 0) {
      throw Refusal.inBoth(
          ErrorCode.RATE_LIMITED,
          "提交太快：每秒最多 %s 个，短时最多连续 %s 个".formatted(number(rate), number(burst)),
          "Too many submissions: at most %s a second, in bursts of %s"
              .formatted(number(rate), number(burst)),
          Duration.ofMillis((long) Math.ceil(wait * 1000)));
    }
  }

  private synchronized double tryTake(String owner, long now) {
    var bucket =
        buckets.computeIfAbsent(
            owner,
            _ -> {
              var fresh = new Bucket();
              fresh.tokens = burst;
              fresh.filledAt = now;
              return fresh;
            });
    // A clock set back must not empty the bucket.
    var elapsed = Math.max(0, now - bucket.filledAt) / 1000.0;
    bucket.tokens = Math.min(burst, bucket.tokens + elapsed * rate);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      return (1 - bucket.tokens) / rate;
    }
    bucket.tokens -= 1;
    return 0;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
