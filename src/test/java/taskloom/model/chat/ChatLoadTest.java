package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many calls at once.
@Timeout(60)
class ChatLoadTest {
  private static final int CALLS = 2_000;

  @Test
  void twoThousandCallsAreUnderWayTogether() throws Exception {
    var together = new CountDownLatch(CALLS);
    var answered = new AtomicInteger();
    try (var model = StubModel.start();
        var client = client(model, "CONCURRENCY=" + CALLS, "RETRIES=0")) {
      // Nobody is answered before everybody has asked.
      model.otherwise(exchange -> {
        together.countDown();
        together.await();
        StubAnswer.words("OK").answer(exchange);
      });
      var callers = new ArrayList<Thread>();
      for (var i = 0; i < CALLS; i++) {
        callers.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    client.chat(asking("hi"));
                    answered.incrementAndGet();
                  } catch (ChatFailure | InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      for (var caller : callers) {
        caller.join();
      }
      assertThat(answered).hasValue(CALLS);
      assertThat(model.connections()).isEqualTo(CALLS);
      assertThat(client.metrics().inFlight()).isZero();

      await().atMost(Duration.ofSeconds(5)).until(() -> client.keptConnections() > CALLS * 9 / 10);
      model.otherwise(StubAnswer.words("again"));
      client.chat(asking("on a kept connection"));
      assertThat(model.connections()).isEqualTo(CALLS);
    }
  }
}
