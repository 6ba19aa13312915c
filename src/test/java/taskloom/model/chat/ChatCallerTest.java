package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls that their own caller ends.
class ChatCallerTest extends StubModelFixture {
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
}
