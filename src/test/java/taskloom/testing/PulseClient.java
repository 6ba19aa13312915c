package taskloom.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A PulseWeave client on the JDK's own WebSocket: knows the published specification only.
public final class PulseClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebSocket socket;
  private final LinkedBlockingQueue<JsonNode> unread = new LinkedBlockingQueue<>();
  private final List<JsonNode> seen = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private volatile String why = "";

  private PulseClient(HttpClient http, URI address) {
    socket = http.newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  /// Connects to the whole address, as `ws://127.0.0.1:8000/ws`.
  public static PulseClient connect(HttpClient http, URI address) {
    return new PulseClient(http, address);
  }

  /// Sends a message and waits until it is on its way.
  public void send(String message) {
    socket.sendText(message, true).join();
  }

  /// The next message; waits for it, and fails when the connection is closed.
  public JsonNode next() throws InterruptedException {
    var message = unread.poll(20, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message within 20 s; so far: " + seen);
    }
    if (message.isMissingNode()) {
      unread.add(message);
      throw new AssertionError(
          "the connection is closed after %d messages: %s".formatted(seen.size(), why));
    }
    return message;
  }

  /// The next message of a type, passing over others; waits for it.
  public JsonNode next(String type) throws InterruptedException {
    var message = next();
    while (!message.path("type").asText().equals(type)) {
      message = next();
    }
    return message;
  }

  /// Every message received so far, in order.
  public List<JsonNode> seen() {
    return seen;
  }

  /// The code the server closed with, or 1006 when the connection broke.
  public CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void closedWith(int code, String reason) {
    why = code + " " + reason;
    closed.complete(code);
    unread.add(MissingNode.getInstance());
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          var message = JSON.readTree(text.toString());
          seen.add(message);
          unread.add(message);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      closedWith(statusCode, reason);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closedWith(1006, error.toString());
    }
  }
}
