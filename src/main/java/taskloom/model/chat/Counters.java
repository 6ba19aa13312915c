package taskloom.model.chat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.model.chat.ChatMetrics.Breaker;
import taskloom.task.TokenUsage;

/// What [ChatMetrics] is read from. Safe from many threads.
final class Counters {
  private final LongAdder answered = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder promptTokens = new LongAdder();
  private final LongAdder completionTokens = new LongAdder();
  private final Map<Kind, LongAdder> failures = new EnumMap<>(Kind.class);
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger waiting = new AtomicInteger();

  Counters() {
    for (var kind : Kind.values()) {
      failures.put(kind, new LongAdder());
    }
  }

  void answered(TokenUsage usage) {
    answered.increment();
    promptTokens.add(usage.promptTokens());
    completionTokens.add(usage.completionTokens());
  }

  void failed(Kind kind) {
    var adder = failures.get(kind);
    if (adder != null) {
      adder.increment();
    }
  }

  void cancelled() {
    cancelled.increment();
  }

  void retried() {
    retries.increment();
  }

  ChatMetrics read(Breaker breaker) {
    var byKind = new EnumMap<Kind, Long>(Kind.class);
    failures.forEach((kind, count) -> byKind.put(kind, count.sum()));
    var failed = byKind.values().stream().mapToLong(Long::longValue).sum();
    return new ChatMetrics(
        answered.sum() + cancelled.sum() + failed,
        byKind,
        cancelled.sum(),
        retries.sum(),
        promptTokens.sum(),
        completionTokens.sum(),
        inFlight.get(),
        waiting.get(),
        breaker);
  }
}
