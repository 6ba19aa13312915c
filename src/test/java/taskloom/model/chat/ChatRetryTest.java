package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;
import static taskloom.model.chat.Chats.failure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.model.chat.StubModel.Play;

/// Faults of a model API that may pass: what is tried again, after which pause, and what its
/// listener is told.
class ChatRetryTest extends StubModelFixture {
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
}
