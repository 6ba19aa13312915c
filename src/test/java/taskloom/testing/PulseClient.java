package taskloom.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;

/// A PulseWeave client on somebody else's WebSocket: knows the published specification only.
public final class PulseClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebSocketClient socket;
  private final LinkedBlockingQueue<JsonNode> unread = new LinkedBlockingQueue<>();
  private final List<JsonNode> seen = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final List<String> why = new CopyOnWriteArrayList<>();

  private volatile String extensions = "";
  private volatile boolean opened;

  private PulseClient(URI address, Draft_6455 draft) throws InterruptedException {
    socket = new Socket(address, draft);
    // The server may have said all it had to, and closed, by the time this is asked.
    if (!socket.connectBlocking(20, TimeUnit.SECONDS) && !opened) {
      throw new AssertionError("no connection: " + why);
    }
  }

  /// Connects to the whole address, as `ws://127.0.0.1:8000/ws`.
  public static PulseClient connect(URI address) throws InterruptedException {
    return new PulseClient(address, new Draft_6455());
  }

  /// Connects and offers `permessage-deflate`.
  public static PulseClient compressed(URI address) throws InterruptedException {
    return new PulseClient(address, new Draft_6455(new PerMessageDeflateExtension()));
  }

  /// Sends a message, soon: however many are sent, this does not wait.
  public void send(String message) {
    socket.send(message);
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

  /// The extensions that were agreed on.
  public String extensions() {
    return extensions;
  }

  /// The code the server closed with, or 1006 when the connection broke.
  public CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  public void close() {
    socket.closeConnection(1006, "this client is closed");
  }

  private final class Socket extends WebSocketClient {
    Socket(URI address, Draft_6455 draft) {
      super(address, draft);
      setDaemon(true);
      setConnectionLostTimeout(0);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      // the server speaks first
      extensions = handshake.getFieldValue("Sec-WebSocket-Extensions");
      opened = true;
    }

    @Override
    public void onMessage(String text) {
      try {
        var message = JSON.readTree(text);
        seen.add(message);
        unread.add(message);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onError(Exception error) {
      why.add(error.toString());
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      why.add(code + " " + reason);
      closed.complete(code);
      unread.add(MissingNode.getInstance());
    }
  }
}
