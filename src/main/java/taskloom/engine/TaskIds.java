package taskloom.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/// Makes task ids. Both kinds begin with the time, so that ids made later sort later and the
/// store's index grows at its end.
final class TaskIds {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  TaskIds(Clock clock) {
    this.clock = clock;
  }

  /// A UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random ones.
  String reasoning() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    var halves = ByteBuffer.wrap(bytes);
    var high = (clock.millis() << 16) | 0x7000L | (halves.getLong() & 0xFFFL);
    var low = (halves.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /// `yyyyMMdd-HHmmss-xxxxxxxx` in UTC, as MathModelAgent's.
  String modeling() {
    return STAMP.format(clock.instant()) + "-%08x".formatted(random.nextInt());
  }
}
