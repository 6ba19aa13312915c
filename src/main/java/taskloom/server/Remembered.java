package taskloom.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer that is dear to get and good for a while. One caller at a time asks anew; the others
/// have the last answer meanwhile, or wait where there is none yet. A failure is that call's alone
/// and the next one asks again. Safe from any thread.
public final class Remembered<T> implements Supplier<T> {
  private record Known<T>(T answer, Instant at) {}

  private final Supplier<T> source;
  private final Duration goodFor;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known<T> known;

  /// @param source may block and throw
  /// @param goodFor how old an answer may be before it is asked for anew
  public Remembered(Supplier<T> source, Duration goodFor, Clock clock) {
    this.source = source;
    this.goodFor = goodFor;
    this.clock = clock;
  }

  @Override
  public T get() {
    var last = known;
    if (last != null && (isGood(last) || !asking.tryLock())) {
      return last.answer();
    }
    if (last == null) {
      asking.lock();
    }
    try {
      var meanwhile = known;
      if (meanwhile != null && isGood(meanwhile)) {
        return meanwhile.answer();
      }
      var answer = source.get();
      known = new Known<>(answer, clock.instant());
      return answer;
    } finally {
      asking.unlock();
    }
  }

  /// Not when the clock was set back since, either: who knows how old it is.
  private boolean isGood(Known<T> known) {
    var age = Duration.between(known.at(), clock.instant());
    return !age.isNegative() && age.compareTo(goodFor) < 0;
  }
}
