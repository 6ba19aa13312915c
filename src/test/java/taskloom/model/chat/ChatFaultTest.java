package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;
import static taskloom.model.chat.Chats.failure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.model.chat.StubModel.Play;

/// Faults of a model API that end a call, and how they are told.
class ChatFaultTest extends StubModelFixture {
  static Stream<Arguments> lasting() {
    var html = "<html>Sign in, please</html>";
    return Stream.of(
        Arguments.of("400", StubAnswer.refused(400), Kind.REJECTED),
        Arguments.of("401", StubAnswer.refused(401), Kind.REFUSED_KEY),
        Arguments.of("402", StubAnswer.refused(402), Kind.NO_BALANCE),
        Arguments.of("403", StubAnswer.refused(403), Kind.REFUSED_KEY),
        Arguments.of("404", StubAnswer.refused(404), Kind.UNKNOWN_MODEL),
        Arguments.of("422", StubAnswer.refused(422), Kind.REJECTED),
        Arguments.of("a redirect", StubAnswer.refused(307, "Location: /x"), Kind.REJECTED),
        Arguments.of(
            "the quota is spent",
            StubAnswer.json(429, "{\"error\":{\"code\":\"insufficient_quota\"}}"),
            Kind.NO_BALANCE),
        Arguments.of(
            "too long",
            StubAnswer.json(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}"),
            Kind.CONTEXT_TOO_LONG),
        Arguments.of("not JSON", StubAnswer.json(200, html), Kind.BAD_ANSWER),
        Arguments.of("half JSON", StubAnswer.json(200, "{\"choices\":["), Kind.BAD_ANSWER),
        Arguments.of("other JSON", StubAnswer.json(200, "{\"hello\":1}"), Kind.BAD_ANSWER),
        Arguments.of("nothing", StubAnswer.json(200, ""), Kind.BAD_ANSWER),
        Arguments.of("bad event", StubAnswer.stream().event("{oops"), Kind.BAD_ANSWER),
        Arguments.of(
            "not HTTP", (Play) x -> x.raw("220 smtp ready\r\n\r\n").close(), Kind.BAD_ANSWER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lasting")
  void whatWillNotPassFailsAtOnce(String name, Play fault, Kind kind) throws Exception {
    model.otherwise(fault);
    try (var client = client(model)) {
      var failure = failure(client, asking("hello"));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.sentence())
          .startsWith("DeepSeek API调用失败: ")
          .doesNotContain("sk-", "127.", "http");
    }
    // A bare 400 is asked once more without stream_options.
    assertThat(model.requests())
        .hasSize(kind == Kind.REJECTED && !name.contains("redirect") ? 2 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, DeepSeek API调用失败: API密钥无效",
    "429, DeepSeek API调用失败: 请求过于频繁，请稍后再试",
    "500, DeepSeek API调用失败: 服务端错误"
  })
  void failuresReadAsTheSpecificationPutsThem(int status, String sentence) throws Exception {
    model.otherwise(StubAnswer.refused(status));
    try (var client = client(model, "RETRIES=1")) {
      assertThat(failure(client, asking("hello")).sentence()).isEqualTo(sentence);
    }
  }

  @Test
  void aTimeOutReadsAsTheSpecificationPutsIt() throws Exception {
    model.otherwise(StubAnswer.silence());
    try (var client = client(model, "CALL_TIMEOUT=150ms")) {
      var failure = failure(client, asking("hello"));
      assertThat(failure.sentence()).isEqualTo("DeepSeek API调用失败: 网络超时");
      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
    }
    await().until(() -> model.hangUps() == 1);
  }

  @Test
  void aRefusedConnectionIsSaidSo() throws Exception {
    var environment = model.environment("RETRIES=2");
    model.close();
    try (var client = client(environment)) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(client.metrics().retries()).isEqualTo(2);
    }
  }

  @Test
  void anUnknownHostIsSaidSo() throws Exception {
    var environment = model.environment("RETRIES=0", "BASE_URL=http://nowhere.invalid");
    try (var client = client(environment)) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void aSlowDripEndsWithTheWholeCallsTime() throws Exception {
    var dripping = new CountDownLatch(1);
    model.otherwise(exchange -> {
      exchange.head(200, "Transfer-Encoding: chunked");
      do {
        exchange.chunk(": keep-alive\n\n");
      } while (!dripping.await(20, TimeUnit.MILLISECONDS));
    });
    try (var client = client(model, "CALL_TIMEOUT=700ms", "TOKEN_TIMEOUT=300ms")) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(model.requests()).hasSize(1);
    } finally {
      dripping.countDown();
    }
  }

  static Stream<Arguments> huge() {
    var piece = "x".repeat(1_000);
    var many = StubAnswer.stream();
    for (var i = 0; i < 100; i++) {
      many.content(piece);
    }
    return Stream.of(
        Arguments.of("many tokens", many.finish("stop")),
        Arguments.of("one long line", StubAnswer.stream().line("data: " + "x".repeat(100_000))),
        Arguments.of("long JSON", StubAnswer.json(200, "{\"a\":\"" + "x".repeat(100_000) + "\"}")),
        Arguments.of("long arguments", StubAnswer.call("c", "f", "x".repeat(100_000))),
        Arguments.of(
            "a chunk of a gigabyte",
            (Play)
                exchange -> {
                  exchange.head(200, "Transfer-Encoding: chunked").raw("40000000\r\n");
                  var bytes = new byte[1 << 16];
                  while (true) {
                    exchange.raw(bytes);
                  }
                }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("huge")
  void aHugeAnswerIsNotTaken(String name, Play fault) throws Exception {
    model.otherwise(fault);
    try (var client = client(model, "MAX_ANSWER=20000")) {
      assertThat(failure(client, asking("hello")).kind()).isEqualTo(Kind.TOO_LARGE);
    }
    assertThat(model.requests()).hasSize(1);
  }
}
