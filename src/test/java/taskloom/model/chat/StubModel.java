package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Json;

/// A chat completions server on loopback that does what a test tells it to, faults included: plain
/// sockets, so that every byte and every way to break off is the test's own.
///
/// ```java
/// try (var model = StubModel.start()) {
///   model.then(StubAnswer.refused(429, "Retry-After: 1"), StubAnswer.words("Hello"));
///   var settings = ChatSettings.from(model.environment()).orElseThrow();
/// }
/// ```
///
/// Answers given with [#then] are used up in order, one for each request; after them [#otherwise]
/// answers. Safe from many threads.
public final class StubModel implements AutoCloseable {
  /// The key that [#environment] names.
  public static final String KEY = "sk-stub-secret";

  private final ServerSocket server;
  private final ConcurrentLinkedDeque<Play> script = new ConcurrentLinkedDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger hangUps = new AtomicInteger();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Play> otherwise = _ -> StubAnswer.words("OK");
  private volatile @Nullable StrictRules rules;

  private StubModel(ServerSocket server) {
    this.server = server;
  }

  /// Answers one request.
  @FunctionalInterface
  public interface Play {
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  /// A request as it came.
  ///
  /// @param headers with names in lower case
  public record Request(String line, Map<String, String> headers, JsonNode body) {
    /// The words of its last message.
    public String lastMessage() {
      var messages = body.path("messages");
      return messages.path(messages.size() - 1).path("content").asText();
    }
  }

  /// A running server on a port of its own.
  public static StubModel start() throws IOException {
    var model = new StubModel(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("stub-model").start(model::accept);
    return model;
  }

  /// The base URL, with `/v1`.
  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
  }

  /// Environment variables that name this model, with quick retries, and more as `NAME=value` with
  /// `TASKLOOM_MODEL_` left out.
  public Map<String, String> environment(String... more) {
    var environment = new HashMap<String, String>();
    environment.put("TASKLOOM_MODEL_BASE_URL", url());
    environment.put("TASKLOOM_MODEL_API_KEY", KEY);
    environment.put("TASKLOOM_MODEL_NAME", "stub-1");
    environment.put("TASKLOOM_MODEL_DISPLAY_NAME", "DeepSeek");
    environment.put("TASKLOOM_MODEL_RETRY_BASE", "1ms");
    for (var each : more) {
      var parts = each.split("=", 2);
      environment.put("TASKLOOM_MODEL_" + parts[0], parts[1]);
    }
    return environment;
  }

  /// The answers to the next requests.
  public StubModel then(Play... plays) {
    script.addAll(List.of(plays));
    return this;
  }

  /// The answer to every request that [#then] does not cover.
  public StubModel otherwise(Play play) {
    return choose(_ -> play);
  }

  /// The same, chosen by the request.
  public StubModel choose(Function<Request, Play> play) {
    otherwise = play;
    return this;
  }

  /// Refuses, with status 400, what strict providers refuse.
  ///
  /// @param fields what this one knows in a message beside the protocol's own
  public StubModel strict(String... fields) {
    rules = new StrictRules(Set.of(fields));
    return this;
  }

  /// Why requests were refused by [#strict].
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// What has been asked so far.
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /// Waits until so many requests have come.
  public void awaitRequests(int count) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10))
        .until(() -> requests.size() >= count);
  }

  /// Connections accepted so far.
  public int connections() {
    return accepted.get();
  }

  /// Connections open now.
  public int openConnections() {
    return open.size();
  }

  /// How often a client has closed its connection while an answer waited in [Exchange#awaitHangUp].
  public int hangUps() {
    return hangUps.get();
  }

  /// Closes every connection that is open now, as a server does with idle ones.
  public void hangUpOnAll() {
    for (var socket : open) {
      closeQuietly(socket);
    }
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(open::isEmpty);
  }

  /// Refuses connections from now on and closes those it has.
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(StubModel::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().name("stub-model-line").start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (var request = read(in); request != null; request = read(in)) {
        requests.add(request);
        play(request).answer(new Exchange(socket, in, request, hangUps));
        if (socket.isClosed()) {
          return;
        }
      }
    } catch (IOException _) {
      // the client is gone
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private Play play(Request request) {
    var strict = rules;
    var complaint = strict == null ? null : strict.complaint(request.body());
    if (complaint != null) {
      complaints.add(complaint);
      var error = JsonNodeFactory.instance.objectNode();
      error.putObject("error").put("type", "invalid_request_error").put("message", complaint);
      return StubAnswer.json(400, Json.text(error));
    }
    var play = script.poll();
    return play == null ? otherwise.apply(request) : play;
  }

  private static Request read(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    var text = "";
    while (!text.endsWith("\r\n\r\n")) {
      var b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
      text = b == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
    }
    var lines = text.strip().split("\r\n");
    var headers = new HashMap<String, String>();
    for (var i = 1; i < lines.length; i++) {
      var parts = lines[i].split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(lines[0], headers, Json.trusted(body));
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // as good as closed
    }
  }

  /// One request and the connection it came on.
  public static final class Exchange {
    private final Socket socket;
    private final InputStream in;
    private final Request request;
    private final AtomicInteger hangUps;

    private Exchange(Socket socket, InputStream in, Request request, AtomicInteger hangUps) {
      this.socket = socket;
      this.in = in;
      this.request = request;
      this.hangUps = hangUps;
    }

    /// What was asked.
    public Request request() {
      return request;
    }

    /// Sends a status line and headers; `Content-Length` or `Transfer-Encoding` is up to the test.
    public Exchange head(int status, String... headers) throws IOException {
      var text = new StringBuilder("HTTP/1.1 " + status + " Said So\r\n");
      for (var header : headers) {
        text.append(header).append("\r\n");
      }
      return raw(text.append("\r\n").toString());
    }

    /// Sends bytes as they are.
    public Exchange raw(String text) throws IOException {
      return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends bytes as they are.
    public Exchange raw(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      return this;
    }

    /// Sends bytes as one HTTP chunk.
    public Exchange chunk(byte[] bytes) throws IOException {
      var out = new ByteArrayOutputStream();
      out.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.writeBytes(bytes);
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
      return raw(out.toByteArray());
    }

    /// Sends a text as one HTTP chunk.
    public Exchange chunk(String text) throws IOException {
      return chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends the last, empty chunk.
    public void end() throws IOException {
      raw("0\r\n\r\n");
    }

    /// Waits, silent, until the client closes the connection.
    public void awaitHangUp() {
      try {
        while (in.read() >= 0) {}
      } catch (IOException _) {
        // reset: closed, too
      }
      hangUps.incrementAndGet();
      closeQuietly(socket);
    }

    /// Closes the connection in the ordinary way.
    public void close() throws IOException {
      socket.close();
    }

    /// Breaks the connection off with a TCP reset.
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
