package taskloom.model.chat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.AnswerStream.TooLargeException;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.wire.Json;

/// One exchange with the upstream. It runs on a virtual thread of its own while the caller waits
/// and watches the clock, so that a time-out or an interruption of the caller ends it at once,
/// wherever it is, and an interruption always means what the caller's owner meant by it. Used once.
final class Attempt implements ReplyBuilder.Pieces {
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_REFUSAL = 16 * 1024;
  private static final Duration TAIL = Duration.ofMillis(500);

  private final Upstream upstream;
  private final ChatSettings settings;
  private final CircuitBreaker.Ticket ticket;
  private final ChatRequest request;
  private final byte[] body;
  private final boolean fresh;

  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ReentrantLock telling = new ReentrantLock();
  private volatile Phase phase = Phase.CONNECTING;
  private volatile long since = System.nanoTime();
  private volatile @Nullable Line line;
  private volatile boolean told;

  /// @param fresh true to use a new connection, not a kept one
  Attempt(
      Upstream upstream,
      ChatSettings settings,
      CircuitBreaker.Ticket ticket,
      ChatRequest request,
      byte[] body,
      boolean fresh) {
    this.upstream = upstream;
    this.settings = settings;
    this.ticket = ticket;
    this.request = request;
    this.body = body;
    this.fresh = fresh;
  }

  /// How it ended.
  sealed interface Outcome {}

  /// With an answer.
  record Answered(ChatReply reply) implements Outcome {}

  /// Without one.
  ///
  /// @param status of HTTP, or 0
  /// @param retryAfter the header as it came, or null
  /// @param refusal the beginning of the body of a refusal; for this client's eyes only
  record Failed(Kind kind, int status, @Nullable String retryAfter, String refusal)
      implements Outcome {
    Failed(Kind kind) {
      this(kind, 0, null, "");
    }
  }

  /// A kept connection turned out to be closed: nothing was sent that was heard.
  record Stale() implements Outcome {}

  /// The whole call's time is over; says nothing about the upstream.
  record OutOfTime() implements Outcome {}

  /// A fault of this program, or of the listener.
  record Broken(Throwable cause) implements Outcome {}

  /// Makes the exchange and waits for its end.
  ///
  /// @param deadline on [System#nanoTime]'s scale
  /// @throws InterruptedException when the caller is interrupted; the connection is closed by then
  Outcome run(long deadline) throws InterruptedException {
    var thread = Thread.ofVirtual().name("model-call").start(this::exchange);
    try {
      var now = System.nanoTime();
      while (!over.await(watch(now, deadline), TimeUnit.NANOSECONDS)) {
        now = System.nanoTime();
        if (now - deadline >= 0) {
          giveUp(new OutOfTime(), thread);
        } else if (now - since >= limit(phase)) {
          giveUp(new Failed(Kind.TIMEOUT), thread);
        }
      }
    } catch (InterruptedException e) {
      giveUp(new OutOfTime(), thread);
      throw e;
    }
    return requireNonNull(outcome.get());
  }

  /// Whether the listener has been told a piece of the answer.
  boolean told() {
    return told;
  }

  /// How long to wait before looking at the clock again. At most the shortest limit, since the
  /// phase may change meanwhile.
  private long watch(long now, long deadline) {
    var phaseEnd = since + limit(phase);
    var shortest = Math.min(limit(Phase.READING), limit(Phase.WAITING));
    return Math.min(Math.min(phaseEnd, deadline) - now, shortest);
  }

  private long limit(Phase phase) {
    var timeouts = settings.timeouts();
    return switch (phase) {
      case CONNECTING -> timeouts.connect().toNanos();
      case WAITING -> timeouts.firstByte().toNanos();
      case READING -> timeouts.betweenTokens().toNanos();
    };
  }

  private void enter(Phase next) {
    since = System.nanoTime();
    phase = next;
  }

  private void giveUp(Outcome how, Thread thread) {
    if (!end(how)) {
      return;
    }
    var open = line;
    if (open != null) {
      open.closeResource();
    }
    // On a virtual thread this ends a connect or a read, too.
    thread.interrupt();
    awaitSilence();
  }

  /// Once the lock has been had, nobody is being told anything, and nobody will be.
  @SuppressWarnings("LockNotBeforeTry")
  private void awaitSilence() {
    telling.lock();
    telling.unlock();
  }

  private boolean end(Outcome how) {
    var first = outcome.compareAndSet(null, how);
    if (first) {
      over.countDown();
    }
    return first;
  }

  private void exchange() {
    Line open = null;
    try {
      open = upstream.open(fresh, () -> enter(Phase.READING));
      line = open;
      if (outcome.get() == null) {
        enter(Phase.WAITING);
        var response = upstream.post(open, body);
        if (response.status().code() / 100 == 2) {
          ticket.answering();
          answer(decoded(response), open);
        } else {
          end(refused(response, open));
        }
      }
    } catch (ListenerException e) {
      end(new Broken(e.getCause() == null ? e : e.getCause()));
    } catch (RuntimeException | IOException e) {
      end(open != null && open.stale() ? new Stale() : new Failed(kindOf(e)));
    } catch (Error e) {
      end(new Broken(e));
    } finally {
      if (open != null) {
        open.closeResource();
      }
    }
  }

  /// Asked not to compress, some gateways do so all the same.
  private static InputStream decoded(Http1ClientResponse response) throws IOException {
    var encoding = response.headers().first(HeaderNames.CONTENT_ENCODING).orElse("identity");
    return encoding.equalsIgnoreCase("gzip")
        ? new GZIPInputStream(response.inputStream())
        : response.inputStream();
  }

  private void answer(InputStream in, Line open) throws IOException {
    var stream = new AnswerStream(in, settings.maxAnswer());
    var builder = new ReplyBuilder(settings.maxAnswer(), this);
    try {
      var done = stream.isJson();
      if (done) {
        accept(builder, stream.all());
      }
      for (var data = done ? null : stream.nextData(); data != null; data = stream.nextData()) {
        done = Arrays.equals(data, DONE);
        if (done) {
          break;
        }
        accept(builder, data);
        if (builder.finished()) {
          // What follows is the usage and the end, if anything.
          open.readTimeout(TAIL);
        }
      }
      end(judge(builder, done, stream.torn()));
    } catch (TooLargeException _) {
      end(new Failed(Kind.TOO_LARGE));
    } catch (UpstreamException e) {
      end(new Failed(e.kind));
    } catch (JsonProcessingException _) {
      end(new Failed(stream.torn() ? Kind.CONNECTION_LOST : Kind.BAD_ANSWER));
    }
    if (outcome.get() instanceof Answered && !stream.torn()) {
      skipTail(in, open);
    }
  }

  private static void accept(ReplyBuilder builder, byte[] json)
      throws IOException, TooLargeException, UpstreamException {
    var node = Json.mapper().readTree(json);
    var error = error(node);
    if (!error.isMissingNode()) {
      throw new UpstreamException(Refusals.told(error));
    }
    builder.accept(node);
  }

  /// The error an answer tells in spite of its status, in the shapes of several servers.
  private static JsonNode error(JsonNode node) {
    for (var error : List.of(node.path("error"), node.path("choices").path(0).path("error"))) {
      if (error.isContainerNode() ? !error.isEmpty() : !error.asText().isEmpty()) {
        return error.isNull() ? MissingNode.getInstance() : error;
      }
    }
    boolean bare =
        !node.has("choices") && node.path("message").isTextual() && node.hasNonNull("code");
    boolean told = node.path("base_resp").path("status_code").asInt() != 0;
    return bare || told || node.path("object").asText().equals("error")
        ? node
        : MissingNode.getInstance();
  }

  private Outcome judge(ReplyBuilder builder, boolean done, boolean torn) {
    if (builder.brokenOff()) {
      return new Failed(Kind.UPSTREAM_ERROR);
    }
    if (!builder.chosen()) {
      return new Failed(torn ? Kind.CONNECTION_LOST : Kind.BAD_ANSWER);
    }
    return done || builder.finished()
        ? new Answered(builder.reply(request))
        : new Failed(Kind.CONNECTION_LOST);
  }

  /// Reads past the end mark to the end of the body, so that the connection can be kept; the caller
  /// has the answer already.
  private static void skipTail(InputStream in, Line open) throws IOException {
    open.readTimeout(TAIL);
    var rest = new byte[256];
    for (var i = 0; i < 16 && in.read(rest) > 0; i++) {}
  }

  private static Failed refused(Http1ClientResponse response, Line open) {
    var status = response.status().code();
    var refusal = "";
    try {
      open.readTimeout(TAIL);
      var bytes = response.inputStream().readNBytes(MAX_REFUSAL);
      refusal = new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    } catch (RuntimeException | IOException _) {
      // The status says enough.
    }
    var retryAfter = response.headers().first(HeaderNames.RETRY_AFTER).orElse(null);
    return new Failed(Refusals.kind(status, refusal), status, retryAfter, refusal);
  }

  private Kind kindOf(Exception failure) {
    var timedOut =
        failure instanceof UncheckedIOException io
            && io.getCause() instanceof SocketTimeoutException;
    return switch (failure) {
      case Line.OverflowException _ -> Kind.TOO_LARGE;
      case Exception _ when timedOut -> Kind.TIMEOUT;
      case Exception _ when phase == Phase.CONNECTING -> Kind.UNREACHABLE;
      case UncheckedIOException _, IOException _ -> Kind.CONNECTION_LOST;
      case DataReader.InsufficientDataAvailableException _ -> Kind.CONNECTION_LOST;
      // Helidon's parser on what is not HTTP.
      default -> Kind.BAD_ANSWER;
    };
  }

  @Override
  public void content(String piece) {
    var listener = request.listener();
    if (listener != null) {
      tell(() -> listener.content(piece));
    }
  }

  @Override
  public void reasoning(String piece) {
    var listener = request.listener();
    if (listener != null) {
      tell(() -> listener.reasoning(piece));
    }
  }

  private void tell(Runnable news) {
    telling.lock();
    try {
      if (outcome.get() == null) {
        told = true;
        news.run();
      }
    } catch (RuntimeException e) {
      throw new ListenerException(e);
    } finally {
      telling.unlock();
    }
  }

  private enum Phase {
    CONNECTING,
    WAITING,
    READING
  }

  private static final class ListenerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenerException(RuntimeException cause) {
      super(cause);
    }
  }

  /// An error told inside a stream that had begun well.
  private static final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    UpstreamException(Kind kind) {
      super("error in the stream", null, false, false);
      this.kind = kind;
    }
  }
}
