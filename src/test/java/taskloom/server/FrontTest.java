package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.HttpFixture;
import taskloom.engine.EngineSettings;

/// What comes in from outside, however odd: an answer in JSON with a code, and a server that goes
/// on.
class FrontTest {
  @AutoClose private static final HttpFixture http = new HttpFixture();

  static Stream<Arguments> nonsense() {
    var deep = "{\"text\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    return Stream.of(
        Arguments.of("", 400, "invalid_json"),
        Arguments.of("{", 400, "invalid_json"),
        Arguments.of("{\"text\":\"a\"} x", 400, "invalid_json"),
        Arguments.of("{\"text\":\"a\",\"text\":\"b\"}", 400, "invalid_json"),
        Arguments.of("{'text':'a'}", 400, "invalid_json"),
        Arguments.of("{\"text\":NaN}", 400, "invalid_json"),
        Arguments.of(deep, 400, "invalid_json"),
        Arguments.of("{\"text\":" + "9".repeat(2_000) + "}", 400, "invalid_json"),
        Arguments.of("null", 400, "invalid_request"),
        Arguments.of("[]", 400, "invalid_request"),
        Arguments.of("\"text\"", 400, "invalid_request"),
        Arguments.of("{}", 400, "invalid_request"),
        Arguments.of("{\"text\":null}", 400, "invalid_request"),
        Arguments.of("{\"text\":7}", 400, "invalid_request"),
        Arguments.of("{\"text\":1e999999999}", 400, "invalid_request"),
        Arguments.of("{\"text\":\" \\n\\t\"}", 400, "invalid_request"),
        Arguments.of("{\"text\":\"a\",\"event\":{}}", 400, "invalid_request"),
        Arguments.of("{\"event\":\"a\"}", 400, "invalid_request"),
        Arguments.of("{\"event\":{\"event_id\":\"e\"}}", 400, "invalid_request"),
        Arguments.of("{\"text\":\"a\",\"title\":7}", 400, "invalid_request"),
        Arguments.of("{\"text\":\"a\\ud800b\"}", 400, "invalid_utf8"),
        Arguments.of("{\"text\":\"" + "长".repeat(32_769) + "\"}", 413, "payload_too_large"),
        Arguments.of("{\"text\":\"" + "a".repeat(1 << 20) + "\"}", 413, "payload_too_large"));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void aSubmissionThatMakesNoSense(String body, int status, String code) {
    var before = total();
    var answer = http.post("/tasks", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().path("code").textValue()).isEqualTo(code);
    assertThat(answer.json().path("detail").textValue()).isNotBlank().doesNotContain("Exception");
    assertThat(answer.json().path("detail").textValue())
        .as("HTTP answers in English")
        .doesNotContainPattern("\\p{IsHan}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(total()).isEqualTo(before);
  }

  @Test
  void aTextOfExactlyTheBoundIsTaken() {
    assertThat(http.post("/tasks", "{\"text\":\"" + "长".repeat(32_768) + "\"}").status())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=gbk"
      })
  void aBodyThatIsNotJsonInUtf8(String type) {
    var answer = http.post("/tasks", "{\"text\":\"hold\"}", "Content-Type", type);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.json().path("code").textValue()).isEqualTo("unsupported_media_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json;charset=UTF-8", "application/vnd.x+json"})
  void jsonUnderAnyOfItsNames(String type) {
    assertThat(http.post("/tasks", "{\"text\":\"hold\"}", "Content-Type", type).status())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "key key key ... too long"})
  void anIdempotencyKeyThatIsNone(String key) {
    var long257 = key.isBlank() ? key : "k".repeat(257);
    var answer = http.post("/tasks", "{\"text\":\"hold\"}", "Idempotency-Key", long257);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").textValue()).isEqualTo("invalid_request");
  }

  static Stream<Arguments> requests() {
    var host = "Host: localhost\r\nAuthorization: Bearer alices-key\r\nConnection: close\r\n";
    var json = host + "Content-Type: application/json\r\n";
    return Stream.of(
        Arguments.of("GET /nothing HTTP/1.1\r\n" + host + "\r\n", 404, "not_found"),
        Arguments.of("GET /tasks HTTP/1.1\r\n" + host + "\r\n", 405, "method_not_allowed"),
        Arguments.of("DELETE /status HTTP/1.1\r\n" + host + "\r\n", 405, "method_not_allowed"),
        Arguments.of("BREW /status HTTP/1.1\r\n" + host + "\r\n", 405, "method_not_allowed"),
        Arguments.of("GET /tasks/%zz HTTP/1.1\r\n" + host + "\r\n", 400, "invalid_request"),
        Arguments.of("GET /tasks/% HTTP/1.1\r\n" + host + "\r\n", 400, "invalid_request"),
        Arguments.of(
            "GET /history/tasks?q=%zz HTTP/1.1\r\n" + host + "\r\n", 400, "invalid_request"),
        Arguments.of("GET /history/tasks?q=é HTTP/1.1\r\n" + host + "\r\n", 400, "percent-encoded"),
        Arguments.of(
            "GET /history/tasks?q=%ff%fe HTTP/1.1\r\n" + host + "\r\n", 200, "\"total\":0"),
        Arguments.of("GET /tasks/a\u0000b HTTP/1.1\r\n" + host + "\r\n", 400, "invalid_request"),
        Arguments.of(
            "GET /status HTTP/1.1\r\n" + host + "X: " + "x".repeat(40_000) + "\r\n\r\n",
            400,
            "invalid_request"),
        Arguments.of(
            "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\n" + host + "\r\n", 414, "invalid_request"),
        Arguments.of(
            "POST /tasks HTTP/1.1\r\n" + json + "Content-Length: 99999999999\r\n\r\n{",
            413,
            "payload_too_large"),
        Arguments.of(
            "POST /tasks HTTP/1.1\r\n" + json + "Content-Length: many\r\n\r\n{",
            400,
            "invalid_request"),
        Arguments.of(
            "POST /tasks HTTP/1.1\r\n" + json + "Content-Length: 12\r\n\r\n{\"text\":\"\u00ff\"}",
            400,
            "invalid_utf8"),
        Arguments.of(
            "POST /tasks HTTP/1.1\r\n" + json + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            400,
            "invalid_request"),
        Arguments.of(
            "POST /tasks HTTP/1.1\r\n"
                + json
                + "Transfer-Encoding: chunked\r\n\r\n110000\r\n"
                + "x".repeat(0x110000)
                + "\r\n0\r\n\r\n",
            413,
            "payload_too_large"),
        Arguments.of(
            "POST /tasks HTTP/1.1\r\n"
                + json
                + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
            415,
            "without Content-Encoding"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestThatMakesNoSense(String request, int status, String code) {
    var answer = http.raw(request);

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains(code);
    assertThat(answer).doesNotContain("Exception", "taskloom.", "io.helidon");
    assertThat(http.get("/status").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /status\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
        "\r\n\r\n\r\n",
        "\n\n"
      })
  void whatIsNotHttpIsTold(String bytes) {
    assertThat(http.raw(bytes)).startsWith("HTTP/1.1 400 ").contains("invalid_request");
    assertThat(http.get("/status").status()).isEqualTo(200);
  }

  @Test
  void http10IsToldAndItsHealthChecksAreAnswered() {
    assertThat(http.raw("GET /status HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 505 ");
    for (var head : List.of("", "Host: x\r\n", "Connection: keep-alive\r\nUser-Agent: lb\r\n")) {
      assertThat(http.raw("GET /observe/health/live HTTP/1.0\r\n" + head + "\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("{\"status\":\"UP\",\"checks\":[]}");
    }
  }

  /// Whatever a proxy in front might read otherwise (RFC 9112, 2.2, 5.1, 5.2, 7.1 and 11.2).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X : a\r\n",
        ": a\r\n",
        "X\r\n",
        " X: a\r\n",
        "X: a\r\n b\r\n",
        "X: a\r\n\tb\r\n",
        "X: a\nY: b\r\n",
        "X: a\rY: b\r\n",
        "X: a\u0000b\r\n",
        "X: a\u000bb\r\n",
        "X\u0000: a\r\n",
        "X y: a\r\n",
        "X\u00e9: a\r\n",
        "\u007f: a\r\n",
        "Content-Length : 5\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\u000bchunked\r\n"
      })
  void aHeadThatCanBeReadInTwoWaysIsRefusedAndTheConnectionEnds(String header) {
    var answer =
        http.raw(
            "GET /status HTTP/1.1\r\nHost: localhost\r\n"
                + header
                + "\r\nGET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("invalid_request");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+2\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        " 2\r\n{}\r\n0\r\n\r\n",
        "2 \r\n{}\r\n0\r\n\r\n",
        "2 ;a\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
        ";a\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r{}\r\n0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "2\r\n{}xx0\r\n\r\n",
        "2\r\n{}\r\n+0\r\n\r\n",
        "2\r\n{}\r\n0\r\nX : a\r\n\r\n",
        "2\r\n{}\r\n0\r\nx\r\n\r\n",
        "2\u0000\r\n{}\r\n0\r\n\r\n",
        "10000000000000002\r\n{}\r\n0\r\n\r\n",
        "\u0662\r\n{}\r\n0\r\n\r\n"
      })
  void aChunkThatCanBeReadInTwoWaysIsRefusedAndTheConnectionEnds(String body) {
    var head = "Host: localhost\r\nAuthorization: Bearer alices-key\r\n";
    var answer =
        http.raw(
            "POST /tasks HTTP/1.1\r\n"
                + head
                + "Transfer-Encoding: chunked\r\n\r\n"
                + body
                + "GET /status HTTP/1.1\r\n"
                + head
                + "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("invalid_request");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @Test
  void chunksOfAnySizeAreReadPieceByPiece() {
    var head = "Host: localhost\r\nAuthorization: Bearer alices-key\r\n";
    var text = "{\"text\":\"" + "a".repeat(30_000) + "\"}";
    var answers =
        http.raw(
            "POST /tasks HTTP/1.1\r\n"
                + head
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "1;name=value\r\n{\r\n"
                + Integer.toHexString(text.length() - 1).toUpperCase(Locale.ROOT)
                + "\r\n"
                + text.substring(1)
                + "\r\n000\r\nChecksum: none\r\n\r\n"
                + "GET /status HTTP/1.1\r\n"
                + head
                + "Connection: close\r\n\r\n");

    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
    assertThat(answers).contains("202 Accepted", "200 OK");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() {
    assertThat(http.get("/tasks").header("Allow")).isEqualTo("POST");
    assertThat(http.post("/tasks/1", "").header("Allow")).isEqualTo("GET, HEAD");
    var options = http.send("OPTIONS", "/history/tasks/1", null);
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("DELETE, GET, HEAD, PUT");
  }

  /// RFC 9110, 8.6: not with 204; with 304 and to `HEAD` the length of what is not sent, or none.
  @Test
  void noLengthIsToldThatIsNone() {
    var head = "Host: localhost\r\nAuthorization: Bearer alices-key\r\nConnection: close\r\n";
    var id = http.submit("hold");
    var etag = http.get("/tasks/" + id).header("ETag");
    var task = "/tasks/" + id + " HTTP/1.1\r\n" + head;

    assertThat(http.raw("OPTIONS " + task + "\r\n"))
        .startsWith("HTTP/1.1 204 ")
        .doesNotContain("Content-Length");
    assertThat(http.raw("GET " + task + "If-None-Match: " + etag + "\r\n\r\n"))
        .startsWith("HTTP/1.1 304 ")
        .doesNotContain("Content-Length");
    assertThat(
            http.raw(
                "HEAD /tasks/%s/events HTTP/1.1\r\n%sAccept: text/event-stream\r\n\r\n"
                    .formatted(id, head)))
        .startsWith("HTTP/1.1 200 ")
        .contains("text/event-stream")
        .doesNotContain("Content-Length");
    assertThat(http.raw("HEAD " + task + "\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .containsPattern("Content-Length: [1-9]");
  }

  @Test
  void everyAnswerIsClosedToPagesAndCaches() {
    for (var answer : List.of(http.get("/status"), http.get("/nothing"), http.get("/stats"))) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void withoutAKeyNothingIsTold() {
    for (var path : List.of("/history/tasks", "/tasks/1", "/stats", "/observe/metrics")) {
      for (var key : List.of("Bearer wrong", "Basic YWxpY2U6", "Bearer ", "alices-key")) {
        var answer = http.get(path, "Authorization", key);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("code").textValue()).isEqualTo("unauthorized");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      }
    }
  }

  @Test
  void aPageOfAnotherOriginChangesNothing() {
    var refused = http.post("/tasks", "{\"text\":\"hold\"}", "Origin", "https://evil.example");
    var own =
        http.post("/tasks", "{\"text\":\"hold\"}", "Origin", "http://127.0.0.1:" + http.port());

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("code").textValue()).isEqualTo("forbidden_origin");
    assertThat(own.status()).isEqualTo(202);
  }

  @Test
  void aPageOfAListedOriginMayAskAndBeTold() {
    var origin = "https://app.example.org";
    var preflight =
        http.send(
            "OPTIONS",
            "/tasks",
            null,
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST",
            "Authorization",
            "none");
    var answer = http.post("/tasks", "{\"text\":\"hold\"}", "Origin", origin);
    var error = http.get("/tasks/1", "Origin", origin);

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("POST");
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Idempotency-Key");
    for (var each : List.of(preflight, answer, error)) {
      assertThat(each.header("Access-Control-Allow-Origin")).isEqualTo(origin);
      assertThat(each.header("Vary")).contains("Origin");
    }
    assertThat(answer.header("Access-Control-Expose-Headers"))
        .contains("Content-Disposition", "Idempotency-Replayed", "Retry-After");
    assertThat(
            http.send("OPTIONS", "/tasks", null, "Origin", "https://evil.example")
                .header("Access-Control-Allow-Methods"))
        .isEmpty();
  }

  @Test
  void withoutKeysAForeignHostIsRefused() throws InterruptedException {
    try (var local = new HttpFixture("", EngineSettings.DEFAULTS)) {
      var rebound =
          local.raw("GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      var own = local.raw("GET /stats HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n");

      assertThat(rebound).startsWith("HTTP/1.1 403 ").contains("forbidden_origin");
      assertThat(own).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aClientWhoLeavesHalfwayHurtsNobody() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      socket
          .getOutputStream()
          .write(
              """
              POST /tasks HTTP/1.1\r
              Host: localhost\r
              Authorization: Bearer alices-key\r
              Content-Type: application/json\r
              Content-Length: 100\r
              \r
              {"text":\
              """
                  .getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertThat(http.get("/status").status()).isEqualTo(200);
  }

  @Test
  void aClientWhoSendsNoMoreIsLetGo() throws Exception {
    try (var hasty =
            new HttpFixture(
                HttpFixture.KEYS,
                EngineSettings.DEFAULTS,
                Duration.ofSeconds(30),
                Duration.ofMillis(200));
        var socket = new Socket(InetAddress.getLoopbackAddress(), hasty.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              """
              POST /tasks HTTP/1.1\r
              Host: localhost\r
              Authorization: Bearer alices-key\r
              Content-Length: 100\r
              \r
              {\
              """
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      assertThat(hasty.get("/status").status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsLeftOfARefusedBodyIsNotTakenForARequest() {
    var smuggled = "POST /tasks HTTP/1.1\r\nHost: localhost\r\n\r\n";
    var answer =
        http.raw(
            "POST /tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer alices-key\r\n"
                + "Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
                + smuggled);

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  /// Where a body ends must be beyond doubt: a proxy in front that reads it otherwise would take
  /// one client's body for another's request (RFC 9112, 6.3 and 11.2).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 0",
        "Content-Length: 5, 0",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length:"
      })
  void aBodyWithoutOneClearLengthIsRefusedAndTheConnectionEnds(String framing) {
    var head = "Host: localhost\r\nAuthorization: Bearer alices-key\r\n";
    var answer =
        http.raw(
            "POST /tasks HTTP/1.1\r\n"
                + head
                + "Content-Type: application/json\r\n"
                + framing
                + "\r\n\r\n0\r\n\r\nGET /status HTTP/1.1\r\n"
                + head
                + "Connection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("invalid_request", "Content-Length");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
  }

  @Test
  void anAddressOrHeadersPastTheBoundAreToldWhichItIs() {
    var head = "Host: localhost\r\nConnection: close\r\n";

    assertThat(http.raw("GET /" + "x".repeat(8_000) + " HTTP/1.1\r\n" + head + "\r\n"))
        .contains("The address is too long");
    assertThat(http.raw("GET / HTTP/1.1\r\n" + head + "X: " + "x".repeat(40_000) + "\r\n\r\n"))
        .contains("headers", "16384 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws", "/ws?client_id=x"})
  void aSocketsAddressSaysWhatItIs(String path) {
    var answer = http.get(path);

    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.header("Upgrade")).isEqualTo("websocket");
    assertThat(answer.json().path("code").textValue()).isEqualTo("upgrade_required");
    assertThat(answer.json().path("detail").textValue()).contains("WebSocket");
  }

  @Test
  void theConnectionStaysUsableAfterAnError() {
    var head = "Host: localhost\r\nAuthorization: Bearer alices-key\r\n";
    var answers =
        http.raw(
            "POST /tasks HTTP/1.1\r\n"
                + head
                + "Content-Type: application/json\r\nContent-Length: 1\r\n\r\n{"
                + "HEAD /nothing HTTP/1.1\r\n"
                + head
                + "\r\n"
                + "GET /stats HTTP/1.1\r\n"
                + head
                + "Connection: close\r\n\r\n");

    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(4);
    assertThat(answers).contains("400 Bad Request", "404 Not Found", "200 OK", "queue_size");
  }

  private static int total() {
    return http.get("/history/tasks").json().path("total").intValue();
  }
}
