package taskloom.model.chat;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.ClientUri;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 to one address, with connections kept open between exchanges. Connections are kept here
/// and not in WebClient's cache, because that one (4.5.0) wakes up for every idle connection ten
/// times a second, never lets go of a call that has no answer yet, and cannot be told a time-out
/// per phase. Safe from many threads.
final class Upstream implements AutoCloseable {
  /// Shorter than the five seconds after which uvicorn (vLLM and many gateways) hangs up.
  private static final Duration IDLE = Duration.ofSeconds(4);

  private static final int SLACK = 64 * 1024;
  private static final Header ACCEPT =
      HeaderValues.createCached(HeaderNames.ACCEPT, "text/event-stream, application/json");

  /// Tokens are small, and a compressed stream holds them back.
  private static final Header ACCEPT_ENCODING =
      HeaderValues.createCached(HeaderNames.ACCEPT_ENCODING, "identity");

  private static final Header USER_AGENT =
      HeaderValues.createCached(HeaderNames.USER_AGENT, "Taskloom");

  private final WebClient web;
  private final Http1Client http;
  private final ClientUri uri;
  private final ConnectionKey key;
  private final @Nullable Header authorization;
  private final int limit;
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore room;
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile boolean closed;

  Upstream(ChatSettings settings) {
    web =
        WebClient.builder()
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(settings.timeouts().connect())
                    .tcpNoDelay(true)
                    .build())
            // A redirect would carry the key to an address nobody configured.
            .followRedirects(false)
            .servicesDiscoverServices(false)
            .build();
    http = web.client(Http1Client.PROTOCOL);
    uri = ClientUri.create(settings.endpoint());
    var config = web.prototype();
    key =
        ConnectionKey.create(
            uri.scheme(),
            uri.host(),
            uri.port(),
            uri.scheme().equals("https") ? config.tls() : Tls.builder().enabled(false).build(),
            config.dnsResolver(),
            config.dnsAddressLookup(),
            config.proxy());
    authorization =
        settings.apiKey().isEmpty()
            ? null
            : HeaderValues.create(
                HeaderNames.AUTHORIZATION, false, true, "Bearer " + settings.apiKey());
    limit = settings.maxAnswer() + SLACK;
    room = new Semaphore(settings.concurrency());
  }

  /// A connection to make one exchange on.
  ///
  /// @param fresh true for a new one, because a kept one turned out to be stale
  /// @param onRead runs after every read
  Line open(boolean fresh, Runnable onRead) {
    var kept = fresh ? null : takeKept();
    if (kept != null) {
      return new Line(this, kept, true, limit, onRead);
    }
    var connection =
        TcpClientConnection.create(web, key, List.of("http/1.1"), _ -> false, _ -> {}).connect();
    return new Line(this, connection, false, limit, onRead);
  }

  /// Sends a request and waits for the head of the answer.
  Http1ClientResponse post(Line line, byte[] body) {
    var request =
        http.post()
            .uri(uri)
            .connection(line)
            // Stalls are noticed by the waiting caller; a timer for every read would cost more.
            .readTimeout(Duration.ZERO)
            .header(USER_AGENT)
            .header(ACCEPT)
            .header(ACCEPT_ENCODING)
            .header(HeaderValues.CONTENT_TYPE_JSON);
    if (authorization != null) {
      request.header(authorization);
    }
    return request.submit(body);
  }

  /// Keeps a connection for the next exchange.
  ///
  /// @return false when there is no room for it
  boolean keep(TcpClientConnection connection) {
    if (closed || !room.tryAcquire()) {
      return false;
    }
    idle.push(new Idle(connection, System.nanoTime()));
    if (closed) {
      closeIdle(Duration.ZERO);
    } else if (sweeping.compareAndSet(false, true)) {
      sweepLater();
    }
    return true;
  }

  /// Connections kept now.
  int kept() {
    return idle.size();
  }

  /// Closes the connections that are kept; exchanges under way go on.
  @Override
  public void close() {
    closed = true;
    closeIdle(Duration.ZERO);
    web.closeResource();
  }

  private @Nullable TcpClientConnection takeKept() {
    for (var next = idle.poll(); next != null; next = idle.poll()) {
      room.release();
      if (!next.olderThan(IDLE)) {
        return next.connection;
      }
      next.connection.closeResource();
    }
    return null;
  }

  private void sweepLater() {
    CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          closeIdle(IDLE);
          sweeping.set(false);
          if (!idle.isEmpty() && sweeping.compareAndSet(false, true)) {
            sweepLater();
          }
        });
  }

  private void closeIdle(Duration age) {
    // The oldest are last.
    for (var last = idle.pollLast(); last != null; last = idle.pollLast()) {
      if (!last.olderThan(age)) {
        idle.addLast(last);
        return;
      }
      room.release();
      last.connection.closeResource();
    }
  }

  private record Idle(TcpClientConnection connection, long since) {
    boolean olderThan(Duration age) {
      return System.nanoTime() - since >= age.toNanos();
    }
  }
}
