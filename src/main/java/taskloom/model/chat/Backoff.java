package taskloom.model.chat;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.ChatSettings.Retries;

/// How long to pause before an attempt is repeated: exponential with full jitter, or what the
/// upstream asks for (RFC 9110, 10.2.3), spread a little so that not all come back at once.
final class Backoff {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}(\\.\\d{1,9})?");
  private final Retries retries;
  private final Clock clock;
  private final RandomGenerator random;

  Backoff(Retries retries, Clock clock, RandomGenerator random) {
    this.retries = retries;
    this.clock = clock;
    this.random = random;
  }

  /// The pause before repetition `number` (1, 2, …).
  Duration pause(int number, @Nullable Duration retryAfter) {
    var base = retries.base();
    var cap = retries.cap();
    if (retryAfter != null) {
      var asked = retryAfter.compareTo(cap) < 0 ? retryAfter : cap;
      return asked.plusNanos(random.nextLong(base.toNanos()));
    }
    // In milliseconds no shift of what a setting allows overflows.
    var bound = Math.min(base.toMillis() << Math.min(number - 1, 20), cap.toMillis());
    return Duration.ofNanos(random.nextLong(Duration.ofMillis(bound).toNanos()));
  }

  /// A `Retry-After` header: seconds or an HTTP date. At most a day; null when it is neither.
  @Nullable Duration retryAfter(String header) {
    var value = header.strip();
    if (SECONDS.matcher(value).matches()) {
      return atMostADay(Duration.ofSeconds(Long.parseLong(value.split("\\.", 2)[0])));
    }
    try {
      var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? Duration.ZERO : atMostADay(wait);
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static Duration atMostADay(Duration wait) {
    var day = Duration.ofDays(1);
    return wait.compareTo(day) > 0 ? day : wait;
  }
}
