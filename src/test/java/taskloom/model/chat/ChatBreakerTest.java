package taskloom.model.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;
import static taskloom.model.chat.Chats.failure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.model.chat.ChatMetrics.Breaker;
import taskloom.testing.ManualClock;

/// The circuit breaker around a whole client.
class ChatBreakerTest extends StubModelFixture {
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
}
