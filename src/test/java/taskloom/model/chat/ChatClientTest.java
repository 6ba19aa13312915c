package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.model.chat.ChatReply.FinishReason;
import taskloom.task.TokenUsage;

/// What is asked, and how the many dialects of an answer are understood.
class ChatClientTest extends StubModelFixture {
  @Test
  void asksAsTheProtocolWantsIt() throws Exception {
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    var request =
        ChatRequest.of(
                List.of(
                    new ChatMessage.Instructions("You compute."),
                    new ChatMessage.User("2+2?"),
                    new ChatMessage.Assistant(
                        "",
                        JsonNodeFactory.instance.objectNode().put("reasoning_content", "I add."),
                        List.of(new ToolCall("c1", "add", "{\"a\":2}"))),
                    new ChatMessage.ToolResult("c1", "4")))
            .withTools(List.of(new Tool("add", "Adds.", schema)), new ToolChoice.Function("add"))
            .asJsonObject()
            .withTemperature(0.5)
            .withMaxTokens(99);
    try (var client = client(model)) {
      client.chat(request);
    }
    var asked = model.requests().getFirst();
    assertThat(asked.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(asked.headers())
        .containsEntry("authorization", "Bearer " + StubModel.KEY)
        .containsEntry("accept-encoding", "identity")
        .containsEntry("content-type", "application/json");
    assertThat(asked.body())
        .hasToString(
            """
            {"model":"stub-1","messages":[\
            {"role":"system","content":"You compute."},\
            {"role":"user","content":"2+2?"},\
            {"role":"assistant","content":"","reasoning_content":"I add.","tool_calls":[\
            {"id":"c1","type":"function","function":{"name":"add","arguments":"{\\"a\\":2}"}}]},\
            {"role":"tool","tool_call_id":"c1","content":"4"}],\
            "stream":true,"stream_options":{"include_usage":true},\
            "response_format":{"type":"json_object"},"temperature":0.5,"max_tokens":99,\
            "tools":[{"type":"function","function":{"name":"add","description":"Adds.",\
            "parameters":{"type":"object"}}}],\
            "tool_choice":{"type":"function","function":{"name":"add"}}}\
            """);
  }

  @Test
  void withoutAKeyNoneIsSent() throws Exception {
    var environment = model.environment();
    environment.remove("TASKLOOM_MODEL_API_KEY");
    try (var client = client(environment)) {
      client.chat(asking("hello"));
    }
    assertThat(model.requests().getFirst().headers()).doesNotContainKey("authorization");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void piecesMayBeCutAnywhereAlsoInsideACharacter(int bytes) throws Exception {
    model.then(
        StubAnswer.stream()
            .line(": keep-alive")
            .reasoning("想一")
            .reasoning("想。")
            .content("明早七点")
            .content("去机场 🛫")
            .finish("stop")
            .usage(12, 34)
            .inBytesOf(bytes));
    var told = new Chats.Told(true);
    try (var client = client(model)) {
      var reply = client.chat(asking("你好").withListener(told));
      assertThat(reply)
          .isEqualTo(
              new ChatReply(
                  "明早七点去机场 🛫",
                  "想一想。",
                  JsonNodeFactory.instance.objectNode().put("reasoning_content", "想一想。"),
                  List.of(),
                  FinishReason.STOP,
                  new TokenUsage(12, 34),
                  false));
    }
    assertThat(told.heard()).isEqualTo("(想一)(想。)明早七点去机场 🛫");
  }

  @Test
  void functionCallsArePutTogetherByIndex() throws Exception {
    model.then(
        StubAnswer.stream()
            .toolCall(0, "call_a", "execute_code", "{\"co")
            .toolCall(1, "call_b", "list_files", "")
            .toolCall(0, null, null, "de\":\"1\"")
            .toolCall(1, null, null, "{}")
            .toolCall(0, null, null, "}")
            .finish("tool_calls")
            .usage(1, 2)
            .inBytesOf(11));
    try (var client = client(model)) {
      var reply = client.chat(asking("go"));
      assertThat(reply.toolCalls())
          .containsExactly(
              new ToolCall("call_a", "execute_code", "{\"code\":\"1\"}"),
              new ToolCall("call_b", "list_files", "{}"));
      assertThat(reply.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    }
  }

  @Test
  void aServerThatSendsWholeCallsWithoutIndexOrIdIsUnderstood() throws Exception {
    model.then(
        StubAnswer.stream()
            .event(
                """
                {"choices":[{"delta":{"tool_calls":[\
                {"function":{"name":"a","arguments":{"x":1}}},\
                {"function":{"name":"b","arguments":"{}"}}]},"finish_reason":"stop"}]}\
                """));
    try (var client = client(model)) {
      assertThat(client.chat(asking("go")).toolCalls())
          .containsExactly(
              new ToolCall("call_0", "a", "{\"x\":1}"), new ToolCall("call_1", "b", "{}"));
    }
  }

  @Test
  void anAnswerThatDoesNotStreamIsTakenAsOne() throws Exception {
    model.then(
        StubAnswer.json(
            200,
            """

            {"choices":[{"message":{"role":"assistant","content":"OK"},"finish_reason":"length"}],
             "usage":{"prompt_tokens":3,"completion_tokens":1}}\
            """));
    try (var client = client(model)) {
      var reply = client.chat(asking("hello"));
      assertThat(reply.content()).isEqualTo("OK");
      assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(reply.usage()).isEqualTo(new TokenUsage(3, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyLineEndOfTheSpecificationWillDo(String newline) throws Exception {
    model.then(StubAnswer.words("一二三").newline(newline).inBytesOf(9));
    try (var client = client(model)) {
      assertThat(client.chat(asking("hello")).content()).isEqualTo("一二三");
    }
  }

  @Test
  void theEndMarkMayBeMissing() throws Exception {
    model.then(StubAnswer.words("done").withoutDone());
    model.then(StubAnswer.words("closed").withoutDone().endedByClosing());
    model.then(StubAnswer.words("silent").thenSilence());
    try (var client = client(model)) {
      assertThat(client.chat(asking("1")).content()).isEqualTo("done");
      assertThat(client.chat(asking("2")).content()).isEqualTo("closed");
      assertThat(client.chat(asking("3")).content()).isEqualTo("silent");
    }
  }

  @Test
  void tokensAreReckonedWhereTheProviderDoesNotCount() throws Exception {
    model.then(StubAnswer.stream().content("四个汉字").finish("stop"));
    try (var client = client(model)) {
      var reply = client.chat(asking("ten chars!"));
      assertThat(reply.usageEstimated()).isTrue();
      assertThat(reply.usage()).isEqualTo(new TokenUsage(3, 3));
    }
  }

  @Test
  void whatAServerRefusesIsLeftOutFromThenOn() throws Exception {
    model.choose(request -> {
      for (var field : List.of("response_format", "max_tokens")) {
        if (request.body().has(field)) {
          return StubAnswer.json(400, "{\"error\":\"Unsupported: '" + field + "'\"}");
        }
      }
      return StubAnswer.words("fine");
    });
    var request = asking("hello").asJsonObject().withMaxTokens(9);
    try (var client = client(model)) {
      assertThat(client.chat(request).content()).isEqualTo("fine");
      assertThat(model.requests()).hasSize(3);
      assertThat(client.chat(request).content()).isEqualTo("fine");
    }
    assertThat(model.requests()).hasSize(4);
    assertThat(model.requests().getLast().body().path("max_completion_tokens").asInt())
        .isEqualTo(9);
    assertThat(model.requests().getLast().body().has("stream_options")).isTrue();
  }

  @Test
  void aRefusalThatNamesNothingIsTriedOnceWithoutStreamOptions() throws Exception {
    model.choose(request ->
        request.body().has("stream_options")
            ? StubAnswer.refused(400)
            : StubAnswer.stream().content("fine").finish("stop"));
    try (var client = client(model)) {
      assertThat(client.chat(asking("hello")).content()).isEqualTo("fine");
      assertThat(client.chat(asking("hello")).content()).isEqualTo("fine");
    }
    assertThat(model.requests()).hasSize(3);
  }

  @Test
  void halfACharacterInARequestDoesNotSinkIt() throws Exception {
    try (var client = client(model)) {
      client.chat(asking("cut \ud83d"));
    }
    assertThat(model.requests().getFirst().lastMessage()).isEqualTo("cut ?");
  }

  @Test
  void connectionsAreKeptAndAStaleOneIsReplacedWithoutAWord() throws Exception {
    try (var client = client(model)) {
      client.chat(asking("1"));
      await().until(() -> client.keptConnections() == 1);
      client.chat(asking("2"));
      assertThat(model.connections()).isEqualTo(1);
      await().until(() -> client.keptConnections() == 1);
      model.hangUpOnAll();
      client.chat(asking("3"));
      assertThat(model.connections()).isEqualTo(2);
      assertThat(client.metrics().retries()).isZero();
    }
    await().until(() -> model.openConnections() == 0);
  }
}
