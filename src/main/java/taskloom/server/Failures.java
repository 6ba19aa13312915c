package taskloom.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.wire.Json;

/// Maps every failure to an answer: `{"detail":…,"code":…}`, never a stack trace. What is not
/// foreseen goes to the log and is `internal` to the client.
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class.getName());

  static final String CHALLENGE = "Bearer realm=\"taskloom\"";

  /// The body of every error.
  ///
  /// @param detail a sentence, or for `validation` the array of problems
  /// @param retryAfter seconds, where waiting helps
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Body(
      Object detail, String code, @JsonProperty("retry_after") @Nullable Double retryAfter) {}

  private Failures() {}

  /// Answers for `failure`.
  static void answer(ServerRequest request, ServerResponse response, Throwable failure) {
    switch (failure) {
      case Refusal refusal -> refused(request, response, refusal);
      case Invalid invalid ->
          send(request, response, ErrorCode.VALIDATION, invalid.problems(), null);
      case HttpException refused when refused.status().code() < 500 ->
          refused(request, response, refusal(refused.status()));
      case Throwable unforeseen -> {
        LOG.log(Level.SEVERE, "a route failed: " + request.prologue().method().text(), unforeseen);
        refused(request, response, internal());
      }
    }
  }

  /// Whether there is nobody left to answer: the client has gone, or the server is going.
  static boolean isGone(Exception failure) {
    return failure instanceof InterruptedException || failure instanceof CloseConnectionException;
  }

  /// What ends the connection when `failure` cannot be answered: nobody is left, or the answer has
  /// begun.
  static CloseConnectionException ended(Exception failure) {
    if (failure instanceof CloseConnectionException closed) {
      return closed;
    }
    if (!isGone(failure) && !(failure instanceof Refusal)) {
      LOG.log(Level.SEVERE, "a route failed in the middle of its answer", failure);
    }
    return new CloseConnectionException("ended in the middle of a request", failure);
  }

  /// Answers for requests that never reach a route: a broken request line, headers past the bound.
  static DirectHandlers beforeRouting() {
    var builder = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values()) {
      builder.addHandler(type, new BeforeRouting());
    }
    return builder.build();
  }

  private static final class BeforeRouting implements DirectHandler {
    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType type,
        Status status,
        ServerResponseHeaders headers,
        Throwable thrown,
        System.@Nullable Logger logger) {
      var refusal = refusal(status);
      var answer =
          TransportResponse.builder()
              .headers(headers)
              .status(status)
              .keepAlive(type.keepAlive())
              .header(HeaderValues.CONTENT_TYPE_JSON);
      return request.method().equals("HEAD")
          ? answer.build()
          : answer
              .entity(Json.bytes(body(refusal.code(), refusal.englishSentence(), null)))
              .build();
    }

    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType type,
        Status status,
        ServerResponseHeaders headers,
        String message) {
      return handle(request, type, status, headers, new Refusal(ErrorCode.INTERNAL, message), null);
    }
  }

  private static void refused(ServerRequest request, ServerResponse response, Refusal refusal) {
    if (refusal.code() == ErrorCode.UNAUTHORIZED) {
      response.header(HeaderNames.WWW_AUTHENTICATE, CHALLENGE);
    }
    if (refusal.code() == ErrorCode.UPGRADE_REQUIRED) {
      response
          .header(HeaderNames.UPGRADE, "websocket")
          .header(HeaderNames.CONNECTION, "Upgrade")
          .header(HeaderNames.create("Sec-WebSocket-Version"), "13");
    }
    send(request, response, refusal.code(), refusal.englishSentence(), refusal.retryAfter());
  }

  private static void send(
      ServerRequest request,
      ServerResponse response,
      ErrorCode code,
      Object detail,
      @Nullable Duration retryAfter) {
    if (retryAfter != null) {
      response.header(HeaderNames.RETRY_AFTER, Long.toString(wholeSeconds(retryAfter)));
    }
    Answers.json(
        request,
        response,
        Status.create(code.httpStatus()),
        Json.bytes(body(code, detail, retryAfter)));
  }

  /// As the header `Retry-After` knows them (RFC 9110, 10.2.3).
  static long wholeSeconds(Duration duration) {
    return Math.max(1, Math.ceilDiv(duration.toMillis(), 1000L));
  }

  /// The body of an answer with this refusal.
  static byte[] json(Refusal refusal) {
    return Json.bytes(body(refusal.code(), refusal.englishSentence(), refusal.retryAfter()));
  }

  private static Body body(ErrorCode code, Object detail, @Nullable Duration retryAfter) {
    return new Body(detail, code.word(), retryAfter == null ? null : retryAfter.toMillis() / 1e3);
  }

  /// What the platform refuses, told in our words: its own messages echo the request.
  private static Refusal refusal(Status status) {
    return switch (status.code()) {
      case 404 -> new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this address");
      case 405 -> new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This address has no such method");
      case 413 -> new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "The request is too large");
      case 414 ->
          new Refusal(
              ErrorCode.INVALID_REQUEST,
              "The address is too long: its line may have at most %d bytes"
                  .formatted(Front.MAX_REQUEST_LINE_BYTES));
      case 415 -> new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This media type is not supported");
      case 503 -> new Refusal(ErrorCode.UNAVAILABLE, "The server is busy; try again");
      default ->
          status.code() < 500
              ? new Refusal(
                  ErrorCode.INVALID_REQUEST,
                  "This is not a valid HTTP request, or its headers have more than %d bytes"
                      .formatted(Front.MAX_HEADERS_BYTES))
              : internal();
    };
  }

  private static Refusal internal() {
    return new Refusal(ErrorCode.INTERNAL, "The server failed; the operator's log says why");
  }
}
