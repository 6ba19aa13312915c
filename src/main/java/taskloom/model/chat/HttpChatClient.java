package taskloom.model.chat;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.ChatFailure.Kind;

/// An OpenAI-compatible chat completions API over HTTP, streamed. Failed attempts are repeated
/// where that can help, an upstream that keeps failing is left alone for a while, and the number of
/// attempts under way is bounded; waiting for a turn counts into the call's time. Optional parts of
/// a request that the server turns out to refuse are left out from then on. Safe from many threads.
public final class HttpChatClient implements ChatClient, AutoCloseable {
  private final ChatSettings settings;
  private final Upstream upstream;
  private final CircuitBreaker breaker;
  private final Backoff backoff;
  private final Pause pause;
  private final Semaphore turns;
  private final Counters counters = new Counters();
  private volatile Set<Feature> refused = EnumSet.noneOf(Feature.class);
  private volatile Set<Feature> accepted = EnumSet.noneOf(Feature.class);

  /// A client of the model that `settings` name. Opens no connection yet.
  public HttpChatClient(ChatSettings settings, Clock clock) {
    this(settings, clock, new Random(), HttpChatClient::wait);
  }

  HttpChatClient(ChatSettings settings, Clock clock, RandomGenerator random, Pause pause) {
    this(
        settings,
        new Upstream(settings),
        new CircuitBreaker(clock, settings.breakerPause()),
        new Backoff(settings.retries(), clock, random),
        pause,
        new Semaphore(settings.concurrency(), true));
  }

  private HttpChatClient(
      ChatSettings settings,
      Upstream upstream,
      CircuitBreaker breaker,
      Backoff backoff,
      Pause pause,
      Semaphore turns) {
    this.settings = settings;
    this.upstream = upstream;
    this.breaker = breaker;
    this.backoff = backoff;
    this.pause = pause;
    this.turns = turns;
  }

  /// Another client of the same model, that counts its own calls. It shares this one's connections
  /// (closing one closes them for both), its turns and its circuit breaker.
  public HttpChatClient sharing() {
    return new HttpChatClient(settings, upstream, breaker, backoff, pause, turns);
  }

  /// How this client was set up.
  public ChatSettings settings() {
    return settings;
  }

  /// Its counters now.
  public ChatMetrics metrics() {
    return counters.read(breaker.state());
  }

  @Override
  public ChatReply chat(ChatRequest request) throws ChatFailure, InterruptedException {
    try {
      var reply = converse(request);
      counters.answered(reply.usage());
      return reply;
    } catch (ChatFailure e) {
      counters.failed(e.kind());
      throw e;
    } catch (InterruptedException e) {
      counters.cancelled();
      throw e;
    }
  }

  /// Closes the connections kept for later calls. Calls under way end as they would.
  @Override
  public void close() {
    upstream.close();
  }

  int keptConnections() {
    return upstream.kept();
  }

  private ChatReply converse(ChatRequest request) throws ChatFailure, InterruptedException {
    var deadline = System.nanoTime() + settings.timeouts().call().toNanos();
    var without = refused;
    var body = RequestBody.of(request, settings.model(), without);
    var repetitions = 0;
    var fresh = false;
    while (true) {
      var tried = attempt(request, body, fresh, deadline);
      switch (tried.outcome()) {
        case Attempt.Answered(var reply) -> {
          learn(without, body.used());
          return reply;
        }
        case Attempt.Stale() -> fresh = true;
        case Attempt.OutOfTime() -> throw failure(Kind.TIMEOUT, null);
        case Attempt.Broken(var cause) -> throw unchecked(cause);
        case Attempt.Failed failed -> {
          var drop = toDrop(failed, body.used());
          if (!drop.isEmpty()) {
            without = union(without, drop);
            body = RequestBody.of(request, settings.model(), without);
            continue;
          }
          var header = failed.retryAfter();
          var retryAfter = header == null ? null : backoff.retryAfter(header);
          repetitions++;
          var wait = backoff.pause(repetitions, retryAfter);
          if (!failed.kind().retried()
              || repetitions > settings.retries().limit()
              || System.nanoTime() + wait.toNanos() - deadline >= 0
              || (tried.told() && !mayRestart(request))) {
            throw failure(failed.kind(), retryAfter);
          }
          counters.retried();
          pause.of(wait);
        }
      }
    }
  }

  private Tried attempt(ChatRequest request, RequestBody body, boolean fresh, long deadline)
      throws ChatFailure, InterruptedException {
    if (!takeTurn(deadline)) {
      throw failure(Kind.BUSY, null);
    }
    try {
      var ticket = breaker.enter();
      if (ticket == null) {
        throw failure(Kind.CIRCUIT_OPEN, null);
      }
      counters.inFlight.incrementAndGet();
      Attempt.@Nullable Outcome outcome = null;
      try {
        var attempt = new Attempt(upstream, settings, ticket, request, body.bytes(), fresh);
        outcome = attempt.run(deadline);
        return new Tried(outcome, attempt.told());
      } finally {
        counters.inFlight.decrementAndGet();
        report(ticket, outcome);
      }
    } finally {
      turns.release();
    }
  }

  private boolean takeTurn(long deadline) throws InterruptedException {
    counters.waiting.incrementAndGet();
    try {
      return turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } finally {
      counters.waiting.decrementAndGet();
    }
  }

  private static void report(CircuitBreaker.Ticket ticket, Attempt.@Nullable Outcome outcome) {
    switch (outcome) {
      case Attempt.Answered _ -> ticket.report(true);
      case Attempt.Failed failed -> ticket.report(!failed.kind().upstreamDown());
      case Attempt.Stale _, Attempt.OutOfTime _, Attempt.Broken _ -> ticket.withdraw();
      case null -> ticket.withdraw();
    }
  }

  /// What to leave out of a refused request. A refusal that names nothing is taken for one of the
  /// request itself once the server has accepted the same features before.
  private Set<Feature> toDrop(Attempt.Failed failed, Set<Feature> used) {
    if (failed.kind() != Kind.REJECTED || (failed.status() != 400 && failed.status() != 422)) {
      return Set.of();
    }
    return Feature.toDrop(used, accepted, failed.refusal());
  }

  private void learn(Set<Feature> without, Set<Feature> used) {
    if (!refused.containsAll(without)) {
      refused = union(refused, without);
    }
    if (!accepted.containsAll(used)) {
      accepted = union(accepted, used);
    }
  }

  private static boolean mayRestart(ChatRequest request) {
    var listener = request.listener();
    return listener == null || listener.restarted();
  }

  private ChatFailure failure(Kind kind, @Nullable Duration retryAfter) {
    return new ChatFailure(settings.displayName(), kind, retryAfter);
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }

  private static Set<Feature> union(Set<Feature> some, Set<Feature> more) {
    var all = EnumSet.noneOf(Feature.class);
    all.addAll(some);
    all.addAll(more);
    return all;
  }

  private static void wait(Duration time) throws InterruptedException {
    if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("nobody counts this latch down");
    }
  }

  /// Waits between two attempts.
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private record Tried(Attempt.Outcome outcome, boolean told) {}
}
