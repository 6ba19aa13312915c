package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;
import static taskloom.model.chat.Chats.failure;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import taskloom.model.chat.ChatFailure.Kind;

/// More calls than may be under way at once.
class ChatTurnsTest extends StubModelFixture {
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
}
