package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Shorthand of the tests here.
final class Chats {
  private Chats() {}

  static ChatRequest asking(String words) {
    return ChatRequest.of(List.of(new ChatMessage.User(words)));
  }

  static HttpChatClient client(StubModel model, String... more) {
    return client(model.environment(more));
  }

  static HttpChatClient client(Map<String, String> environment) {
    return new HttpChatClient(ChatSettings.from(environment).orElseThrow(), Clock.systemUTC());
  }

  /// The failure of a call that fails.
  static ChatFailure failure(ChatClient client, ChatRequest request) {
    var failure = catchThrowableOfType(ChatFailure.class, () -> client.chat(request));
    assertThat(failure).as("a call that fails").isNotNull();
    return failure;
  }

  /// What a listener has been told, in order.
  static final class Told implements ChatListener {
    final StringBuilder heard = new StringBuilder();
    private final boolean takesBack;

    Told(boolean takesBack) {
      this.takesBack = takesBack;
    }

    @Override
    public synchronized void content(String piece) {
      heard.append(piece);
    }

    @Override
    public synchronized void reasoning(String piece) {
      heard.append('(').append(piece).append(')');
    }

    @Override
    public synchronized boolean restarted() {
      heard.append('|');
      return takesBack;
    }

    synchronized String heard() {
      return heard.toString();
    }
  }
}
