package taskloom.model.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.model.chat.ChatMetrics.Breaker;
import taskloom.model.chat.StubModel.Play;
import taskloom.testing.ManualClock;

/// Every fault of a model API, and what is made of it.
@Timeout(20)
class ChatFaultTest {
  private StubModel model;

  @BeforeEach
  void start() throws IOException {
    model = StubModel.start();
  }

  @AfterEach
  void stop() {
    model.close();
  }

  static Stream<Arguments> passing() {
    var half = StubAnswer.stream().content("ha");
    return Stream.of(
        Arguments.of("429", StubAnswer.refused(429)),
        Arguments.of("500", StubAnswer.refused(500)),
        Arguments.of("503", StubAnswer.refused(503)),
        Arguments.of("reset before the answer", StubAnswer.reset()),
        Arguments.of("reset in the answer", half.thenReset()),
        Arguments.of("cut in a chunked answer", half.thenCut()),
        Arguments.of("no first byte", StubAnswer.silence()),
        Arguments.of("no next token", half.thenSilence()),
        Arguments.of(
            "cut without framing",
            StubAnswer.stream().content("ha").withoutDone().endedByClosing()),
        Arguments.of(
            "ended in good order, too early", StubAnswer.stream().withoutDone().content("ha")),
        Arguments.of(
            "cut in a JSON answer",
            (Play)
                exchange ->
                    exchange
                        .head(200, "Content-Length: 500")
                        .raw("{\"choices\":[{\"message\"")
                        .close()),
        Arguments.of(
            "an error inside the stream",
            StubAnswer.stream().content("ha").event("{\"error\":{\"message\":\"overloaded\"}}")),
        Arguments.of(
            "the provider gives up",
            StubAnswer.stream().content("ha").finish("insufficient_system_resource")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void whatMayPassIsTriedAgain(String name, Play fault) throws Exception {
    model.then(fault, StubAnswer.words("whole"));
    try (var client = client(model, "FIRST_BYTE_TIMEOUT=150ms", "TOKEN_TIMEOUT=150ms")) {
      assertThat(client.chat(asking("hello")).content()).isEqualTo("whole");
      assertThat(client.metrics().retries()).isEqualTo(1);
      assertThat(client.metrics().inFlight()).isZero();
    }
    assertThat(model.requests()).hasSize(2);
  }

  static Stream<Arguments> lasting() {
    var html = "<html>Sign in, please</html>";
    return Stream.of(
        Arguments.of("400", StubAnswer.refused(400), Kind.REJECTED),
        Arguments.of("401", StubAnswer.refused(401), Kind.REFUSED_KEY),
        Arguments.of("402", StubAnswer.refused(402), Kind.NO_BALANCE),
        Arguments.of("403", StubAnswer.refused(403), Kind.REFUSED_KEY),
        Arguments.of("404", StubAnswer.refused(404), Kind.UNKNOWN_MODEL),
        Arguments.of("422", StubAnswer.refused(422), Kind.REJECTED),
        Arguments.of("a redirect", StubAnswer.refused(307, "Location: /x"), Kind.REJECTED),
        Arguments.of(
            "the quota is spent",
            StubAnswer.json(429, "{\"error\":{\"code\":\"insufficient_quota\"}}"),
            Kind.NO_BALANCE),
        Arguments.of(
            "too long",
            StubAnswer.json(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}"),
            Kind.CONTEXT_TOO_LONG),
        Arguments.of("not JSON", StubAnswer.json(200, html), Kind.BAD_ANSWER),
        Arguments.of("half JSON", StubAnswer.json(200, "{\"choices\":["), Kind.BAD_ANSWER),
        Arguments.of("other JSON", StubAnswer.json(200, "{\"hello\":1}"), Kind.BAD_ANSWER),
        Arguments.of("nothing", StubAnswer.json(200, ""), Kind.BAD_ANSWER),
        Arguments.of("bad event", StubAnswer.stream().event("{oops"), Kind.BAD_ANSWER),
        Arguments.of(
            "not HTTP", (Play) x -> x.raw("220 smtp ready\r\n\r\n").close(), Kind.BAD_ANSWER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void whatWillNotPassFailsAtOnce(String name, Play fault, Kind kind) throws Exception {
    model.otherwise(fault);
    try (var client = client(model)) {
      var failure = failure(client, asking("hello"));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.sentence())
          .startsWith("DeepSeek API调用失败: ")
          .doesNotContain("sk-", "127.", "http");
    }
    // A bare 400 is asked once more without stream_options.
    assertThat(model.requests())
        .hasSize(kind == Kind.REJECTED && !name.contains("redirect") ? 2 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, DeepSeek API调用失败: API密钥无效",
    "429, DeepSeek API调用失败: 请求过于频繁，请稍后再试",
    "500, DeepSeek API调用失败: 服务端错误"
  })
  void failuresReadAsTheSpecificationPutsThem(int status, String sentence) throws Exception {
    model.otherwise(StubAnswer.refused(status));
    try (var client = client(model, "RETRIES=1")) {
      assertThat(failure(client, asking("hello")).sentence()).isEqualTo(sentence);
    }
  }

  @Test
  void aTimeOutReadsAsTheSpecificationPutsIt() throws Exception {
    model.otherwise(StubAnswer.silence());
    try (var client = client(model, "CALL_TIMEOUT=150ms")) {
      var failure = failure(client, asking("hello"));
      assertThat(failure.sentence()).isEqualTo("DeepSeek API调用失败: 网络超时");
      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }
    await().until(() -> model.hangUps() == 1);
  }

  @Test
  void aRefusedConnectionIsSaidSo() throws Exception {
    var environment = model.environment("RETRIES=2");
    model.close();
    try (var client = client(environment)) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(client.metrics().retries()).isEqualTo(2);
    }
  }

  @Test
  void anUnknownHostIsSaidSo() throws Exception {
    var environment = model.environment("RETRIES=0", "BASE_URL=http://nowhere.invalid");
    try (var client = client(environment)) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void aSlowDripEndsWithTheWholeCallsTime() throws Exception {
    var dripping = new CountDownLatch(1);
    model.otherwise(exchange -> {
      exchange.head(200, "Transfer-Encoding: chunked");
      do {
        exchange.chunk(": keep-alive\n\n");
      } while (!dripping.await(20, TimeUnit.MILLISECONDS));
    });
    try (var client = client(model, "CALL_TIMEOUT=700ms", "TOKEN_TIMEOUT=300ms")) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(model.requests()).hasSize(1);
    } finally {
      dripping.countDown();
    }
  }

  static Stream<Arguments> huge() {
    var piece = "x".repeat(1_000);
    var many = StubAnswer.stream();
    for (var i = 0; i < 100; i++) {
      many.content(piece);
    }
    return Stream.of(
        Arguments.of("many tokens", many.finish("stop")),
        Arguments.of("one long line", StubAnswer.stream().line("data: " + "x".repeat(100_000))),
        Arguments.of("long JSON", StubAnswer.json(200, "{\"a\":\"" + "x".repeat(100_000) + "\"}")),
        Arguments.of("long arguments", StubAnswer.call("c", "f", "x".repeat(100_000))),
        Arguments.of(
            "a chunk of a gigabyte",
            (Play)
                exchange -> {
                  exchange.head(200, "Transfer-Encoding: chunked").raw("40000000\r\n");
                  var bytes = new byte[1 << 16];
                  while (true) {
                    exchange.raw(bytes);
                  }
                }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("huge")
  void aHugeAnswerIsNotTaken(String name, Play fault) throws Exception {
    model.otherwise(fault);
    try (var client = client(model, "MAX_ANSWER=20000")) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.TOO_LARGE);
    }
    assertThat(model.requests()).hasSize(1);
  }

  @Test
  void retryAfterIsHonouredUpToTheCap() throws Exception {
    var pauses = new CopyOnWriteArrayList<Duration>();
    var clock = Clock.fixed(Instant.parse("2025-09-01T12:00:00Z"), ZoneOffset.UTC);
    model.then(
        StubAnswer.refused(429, "Retry-After: 7"),
        StubAnswer.refused(503, "Retry-After: Mon, 01 Sep 2025 12:00:09 GMT"),
        StubAnswer.refused(429, "Retry-After: 3600"),
        StubAnswer.refused(429, "Retry-After: soon"));
    var settings = ChatSettings.from(model.environment("RETRY_CAP=20s")).orElseThrow();
    try (var client = new HttpChatClient(settings, clock, new Random(1), pauses::add)) {
      client.chat(asking("hello"));
    }
    assertThat(pauses).hasSize(4);
    assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_001));
    assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(9), Duration.ofMillis(9_001));
    assertThat(pauses.get(2)).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_001));
    assertThat(pauses.get(3)).isLessThan(Duration.ofMillis(9));
  }

  @Test
  void aPauseThatDoesNotFitIntoTheCallIsNotBegun() throws Exception {
    model.otherwise(StubAnswer.refused(429, "Retry-After: 25"));
    try (var client = client(model, "CALL_TIMEOUT=2s")) {
      var failure = failure(client, asking("hello"));
      assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
      assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(25));
    }
    assertThat(model.requests()).hasSize(1);
  }

  @Test
  void aListenerThatCanTakeBackIsToldAnew() throws Exception {
    model.then(StubAnswer.stream().content("Hel").thenCut(), StubAnswer.words("Hello"));
    var told = new Chats.Told(true);
    try (var client = client(model)) {
      client.chat(asking("hi").withListener(told));
    }
    assertThat(told.heard()).isEqualTo("Hel|Hello");
  }

  @Test
  void forAListenerThatCannotTakeBackTheCallIsOver() throws Exception {
    model.then(StubAnswer.refused(500), StubAnswer.stream().content("Hel").thenCut());
    var told = new Chats.Told(false);
    try (var client = client(model)) {
      var failure = failure(client, asking("hi").withListener(told));
      assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
    assertThat(told.heard()).isEqualTo("Hel|");
    assertThat(model.requests()).hasSize(2);
  }

  @Test
  void aFaultyListenerEndsTheCallAsItsOwnFault() throws Exception {
    model.otherwise(StubAnswer.words("Hello").thenSilence());
    var listener =
        new ChatListener() {
          @Override
          public void content(String piece) {
            throw new IllegalStateException("listener's fault");
          }

          @Override
          public boolean restarted() {
            return true;
          }
        };
    try (var client = client(model)) {
      assertThat(
              catchThrowableOfType(
                  IllegalStateException.class,
                  () -> client.chat(asking("hi").withListener(listener))))
          .hasMessage("listener's fault");
    }
    await().until(() -> model.hangUps() == 1);
  }

  @ParameterizedTest
  @CsvSource({"before the first byte, false", "between tokens, true"})
  void cancellingHangsUpAtOnce(String name, boolean begun) throws Exception {
    model.otherwise(
        begun ? StubAnswer.stream().content("Hel").thenSilence() : StubAnswer.silence());
    try (var client = client(model)) {
      // The quickest of some: on a busy machine a single one measures the machine.
      var quickest = Duration.ofDays(1);
      for (var round = 1; round <= 5; round++) {
        var took = cancelled(client, round, begun);
        quickest = took.compareTo(quickest) < 0 ? took : quickest;
      }
      assertThat(quickest).isLessThan(Duration.ofMillis(100));
      assertThat(client.metrics().cancelled()).isEqualTo(5);
      assertThat(client.metrics().inFlight()).isZero();
    }
  }

  /// How long it took from the interruption until the caller was back and the model saw the
  /// connection close.
  private Duration cancelled(HttpChatClient client, int round, boolean begun) throws Exception {
    var told = new Chats.Told(true);
    var ended = new AtomicReference<Throwable>();
    var caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                client.chat(asking("hi").withListener(told));
              } catch (ChatFailure | InterruptedException e) {
                ended.set(e);
              }
            });
    model.awaitRequests(round);
    await().until(() -> !begun || told.heard().equals("Hel"));
    var from = System.nanoTime();
    caller.interrupt();
    caller.join();
    await().pollInterval(Duration.ofMillis(1)).until(() -> model.hangUps() == round);
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    return Duration.ofNanos(System.nanoTime() - from);
  }

  @Test
  void noMoreCallsThanAllowedAreUnderWay() throws Exception {
    var go = new CountDownLatch(1);
    model.otherwise(exchange -> {
      go.await();
      StubAnswer.words("OK").answer(exchange);
    });
    try (var client = client(model, "CONCURRENCY=3")) {
      var callers = new ArrayList<Thread>();
      for (var i = 0; i < 10; i++) {
        callers.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    client.chat(asking("hi"));
                  } catch (ChatFailure | InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      model.awaitRequests(3);
      await().until(() -> client.metrics().waiting() == 7);
      assertThat(client.metrics().inFlight()).isEqualTo(3);
      assertThat(model.requests()).hasSize(3);
      go.countDown();
      for (var caller : callers) {
        caller.join();
      }
      assertThat(client.metrics().calls()).isEqualTo(10);
      assertThat(model.connections()).isLessThanOrEqualTo(10);
    }
  }

  @Test
  void waitingForATurnCountsIntoTheCallsTime() throws Exception {
    model.otherwise(StubAnswer.silence());
    try (var client = client(model, "CONCURRENCY=1", "CALL_TIMEOUT=400ms")) {
      var first = Thread.ofVirtual().start(() -> failure(client, asking("first")));
      model.awaitRequests(1);
      assertThat(failure(client, asking("second")).kind()).isIn(Kind.BUSY, Kind.TIMEOUT);
      first.join();
    }
  }

  @Test
  void anUpstreamThatKeepsFailingIsLeftAloneAndThenTriedWithOneCall() throws Exception {
    model.otherwise(StubAnswer.refused(500));
    var clock = new ManualClock(Instant.parse("2025-09-01T12:00:00Z"));
    var settings =
        ChatSettings.from(model.environment("RETRIES=0", "BREAKER_PAUSE=10s")).orElseThrow();
    try (var client = new HttpChatClient(settings, clock)) {
      for (var i = 0; i < 10; i++) {
        assertThat(failure(client, asking("hi")).kind()).isEqualTo(Kind.UPSTREAM_ERROR);
      }
      assertThat(failure(client, asking("hi")).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
      assertThat(client.metrics().breaker()).isEqualTo(Breaker.OPEN);
      assertThat(model.requests()).hasSize(10);

      clock.advance(Duration.ofSeconds(10));
      var probing = new CountDownLatch(1);
      model.then(exchange -> {
        probing.await();
        StubAnswer.words("back").answer(exchange);
      });
      var probe = new AtomicReference<ChatReply>();
      var prober =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  probe.set(client.chat(asking("are you back?")));
                } catch (ChatFailure | InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      model.awaitRequests(11);
      assertThat(failure(client, asking("not yet")).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
      assertThat(client.metrics().breaker()).isEqualTo(Breaker.HALF_OPEN);
      probing.countDown();
      prober.join();
      assertThat(requireNonNull(probe.get()).content()).isEqualTo("back");
      assertThat(client.metrics().breaker()).isEqualTo(Breaker.CLOSED);
      assertThat(client.metrics().failures())
          .containsEntry(Kind.UPSTREAM_ERROR, 10L)
          .containsEntry(Kind.CIRCUIT_OPEN, 2L);
    }
  }

  @Test
  void clientsThatShareCountApartAndFailTogether() throws Exception {
    model.otherwise(StubAnswer.refused(500));
    try (var one = client(model, "RETRIES=0", "BREAKER_PAUSE=60m");
        var other = one.sharing()) {
      for (var i = 0; i < 10; i++) {
        assertThat(failure(one, asking("hi")).kind()).isEqualTo(Kind.UPSTREAM_ERROR);
      }
      assertThat(failure(other, asking("hi")).kind()).isEqualTo(Kind.CIRCUIT_OPEN);
      assertThat(one.metrics().calls()).isEqualTo(10);
      assertThat(other.metrics().calls()).isEqualTo(1);
      assertThat(other.metrics().breaker()).isEqualTo(Breaker.OPEN);
    }
  }

  @Test
  void aRefusedKeyDoesNotOpenTheCircuit() throws Exception {
    model.otherwise(StubAnswer.refused(401));
    try (var client = client(model)) {
      for (var i = 0; i < 30; i++) {
        assertThat(failure(client, asking("hi")).kind()).isEqualTo(Kind.REFUSED_KEY);
      }
      assertThat(client.metrics().breaker()).isEqualTo(Breaker.CLOSED);
    }
    assertThat(model.requests()).hasSize(30);
  }

  private static ChatFailure failure(ChatClient client, ChatRequest request) {
    var failure = catchThrowableOfType(ChatFailure.class, () -> client.chat(request));
    assertThat(failure).as("a call that fails").isNotNull();
    return failure;
  }
}
