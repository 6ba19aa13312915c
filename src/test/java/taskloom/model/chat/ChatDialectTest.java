package taskloom.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.model.chat.Chats.asking;
import static taskloom.model.chat.Chats.client;
import static taskloom.model.chat.Chats.failure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import taskloom.model.chat.ChatFailure.Kind;
import taskloom.model.chat.ChatReply.FinishReason;
import taskloom.model.chat.StubModel.Play;
import taskloom.wire.Json;

/// What compatible servers send, and what they want back.
class ChatDialectTest extends StubModelFixture {
  private static final String DONE = "\"finish_reason\":\"stop\"";

  /// An answer with this delta, streamed, and with this message, whole.
  private static Stream<Play> both(String message) {
    return Stream.of(
        StubAnswer.stream().event("{\"choices\":[{\"delta\":" + message + "}]}").finish("stop"),
        StubAnswer.json(200, "{\"choices\":[{\"message\":" + message + "," + DONE + "}]}"));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
            "{'content':[{'type':'text','text':'for'},{'type':'text','text':'ty-two'}]}",
            "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm.'}]},"
                + "{'type':'text','text':'forty-two'}]}",
            "{'content':[{'type':'reasoning','text':'Hm.'},{'type':'output_text','text':'forty-two'}]}",
            "{'content':['forty','-two']}",
            "{'content':[{'type':'text','text':{'value':'forty-two'}}]}",
            "{'content':{'type':'text','text':'forty-two'}}",
            "{'content':'','reasoning_content':'forty-two'}",
            "{'content':null,'reasoning':'forty-two'}",
            "{'reasoning_content':'forty-two'}",
            "{'content':'Six by seven.</think>\\n\\nforty-two'}",
            "{'content':'<think>Six by seven.</think>forty-two'}",
            "{'content':'\\n<thinking>\\nSix.\\n</thinking>\\nforty-two'}",
            "{'content':'<think>forty-two</think>'}")
        .map(message -> message.replace('\'', '"'))
        .flatMap(message -> both(message).map(play -> Arguments.of(message, play)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void theAnswerIsFoundWhereverItStands(String message, Play play) throws Exception {
    model.then(play);
    var told = new Chats.Told(true);
    try (var client = client(model)) {
      var reply = client.chat(asking("6*7").withListener(told));
      assertThat(reply.content()).isEqualTo("forty-two");
      assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
    }
    assertThat(told.heard()).contains("forty-two");
  }

  @Test
  void reasoningCutOffIsNoAnswer() throws Exception {
    model.then(StubAnswer.stream().reasoning("I wonder wheth").finish("length"));
    try (var client = client(model)) {
      assertThat(client.chat(asking("6*7")).content()).isEmpty();
    }
  }

  @Test
  void aClosingTagInsideJsonIsPartOfIt() throws Exception {
    model.then(StubAnswer.words("{\"tag\":\"</think>\"}"));
    try (var client = client(model)) {
      assertThat(client.chat(asking("?")).content()).isEqualTo("{\"tag\":\"</think>\"}");
    }
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of(
            "complete ones under one index",
            """
            {"index":0,"id":"a","function":{"name":"run","arguments":"{\\"n\\":1}"}}
            {"index":0,"id":"b","function":{"name":"run","arguments":"{\\"n\\":2}"}}\
            """),
        Arguments.of(
            "complete ones under one index without ids",
            """
            {"index":0,"function":{"name":"run","arguments":"{\\"n\\":1}"}}
            {"index":0,"function":{"name":"run","arguments":"{\\"n\\":2}"}}\
            """),
        Arguments.of(
            "split ones under one index",
            """
            {"index":0,"id":"a","function":{"name":"run","arguments":"{\\"n\\""}}
            {"index":0,"function":{"arguments":":1}"}}
            {"index":0,"id":"b","function":{"name":"run","arguments":""}}
            {"index":0,"function":{"arguments":"{\\"n\\":2}"}}\
            """),
        Arguments.of(
            "without index, split, id once",
            """
            {"id":"a","function":{"name":"run","arguments":""}}
            {"function":{"arguments":"{\\"n\\":"}}
            {"function":{"arguments":"1}"}}
            {"id":"b","function":{"name":"run","arguments":"{\\"n"}}
            {"function":{"arguments":"\\":2}"}}\
            """),
        Arguments.of(
            "without index, split, id and name every time",
            """
            {"id":"a","function":{"name":"run","arguments":"{\\"n\\":"}}
            {"id":"a","function":{"name":"run","arguments":"1}"}}
            {"id":"b","function":{"name":"run","arguments":"{\\"n\\":"}}
            {"id":"b","function":{"name":"run","arguments":"2}"}}\
            """),
        Arguments.of(
            "a new id with every piece",
            """
            {"index":0,"id":"x1","function":{"name":"run","arguments":"{\\"n\\":"}}
            {"index":0,"id":"x2","function":{"name":"run","arguments":"1}"}}
            {"index":1,"id":"x3","function":{"name":"run","arguments":"{\\"n\\":"}}
            {"index":1,"id":"x4","function":{"arguments":"2}"}}\
            """),
        Arguments.of(
            "texts for indexes, in turns",
            """
            {"index":"0","id":"a","function":{"name":"run","arguments":"{\\"n\\":"}}
            {"index":"1","id":"b","function":{"name":"run","arguments":"{\\"n\\":"}}
            {"index":"0","function":{"arguments":"1}"}}
            {"index":"1","function":{"arguments":"2}"}}\
            """),
        Arguments.of(
            "without the wrapping",
            """
            {"id":"a","name":"run","arguments":"{\\"n\\":1}"}
            {"id":"b","name":"run","arguments":{"n":2}}\
            """),
        Arguments.of(
            "null for an index, and the whole once more",
            """
            {"index":null,"id":"a","function":{"name":"run","arguments":"{\\"n\\":1}"}}
            {"index":null,"id":"a","function":{"name":"run","arguments":"{\\"n\\":1}"}}
            {"index":null,"id":"b","function":{"name":"run","arguments":{"n":2}}}\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void callsArePutTogetherHoweverTheyCome(String name, String pieces) throws Exception {
    var stream = StubAnswer.stream();
    pieces
        .lines()
        .forEach(
            piece -> stream.event("{\"choices\":[{\"delta\":{\"tool_calls\":[" + piece + "]}}]}"));
    model.then(stream.finish("tool_calls"));
    try (var client = client(model)) {
      var reply = client.chat(asking("go"));
      assertThat(reply.toolCalls())
          .extracting(call -> call.name() + call.arguments())
          .containsExactly("run{\"n\":1}", "run{\"n\":2}");
      assertThat(reply.toolCalls()).extracting(ToolCall::id).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"code\":\"x\"|{}",
        "print(1)|{}",
        "`` |{}",
        "[1]|{}",
        "{\"code\":\"a\"}{\"code\":\"b\"}|{}",
        "{\"code\":\"a\",}|{\"code\":\"a\"}",
        "{'code':'a'}|{\"code\":\"a\"}",
        "{\"code\": \"a\"}|{\"code\": \"a\"}",
        "\"{\\\"code\\\":1}\"|{\"code\":1}"
      })
  void argumentsGoBackAsAJsonObject(String written, String returned) throws Exception {
    model.strict().then(StubAnswer.call("c1", "made up!", written), StubAnswer.words("Done."));
    assertThat(secondTurn(false).at("/messages/1/tool_calls/0/function/arguments").asText())
        .isEqualTo(returned);
    assertThat(model.complaints()).isEmpty();
  }

  @Test
  void lineBreaksInsideArgumentsAreMended() {
    assertThat(ToolArguments.read("{\"code\":\"a = 1\nprint(a)\"}"))
        .hasToString("{\"code\":\"a = 1\\nprint(a)\"}");
    assertThat(ToolArguments.read("{\"code\":\"re.sub('\\d')\"}"))
        .as("no escape is guessed")
        .isNull();
  }

  @Test
  void whatAProviderWantsBackIsReturnedAsItCame() throws Exception {
    var signature = "{\"google\":{\"thought_signature\":\"c2ln\"}}";
    model.then(
        StubAnswer.stream()
            .event(
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"}}]}")
            .event(
                "{\"choices\":[{\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"I \"}]}}]}")
            .event(
                "{\"choices\":[{\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"add.\",\"signature\":\"s\"}],\"refusal\":null,\"annotations\":[]}}]}")
            .event(
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"extra_content\":"
                    + signature
                    + ",\"function\":{\"name\":\"run\",\"arguments\":\"\",\"thoughtSignature\":\"t\"}}]}}]}")
            .event(
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}}]}")
            .finish("tool_calls"),
        StubAnswer.words("Done."));
    var message = secondTurn(false).at("/messages/1");
    assertThat(message.path("reasoning_content").isTextual()).isTrue();
    assertThat(message.path("reasoning_content").textValue()).isEmpty();
    assertThat(message.path("reasoning_details"))
        .hasToString(
            "[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"I add.\",\"signature\":\"s\"}]");
    assertThat(message.has("annotations") || message.has("refusal")).isFalse();
    assertThat(message.at("/tool_calls/0"))
        .isEqualTo(
            Json.parse(
                "{\"extra_content\":"
                    + signature
                    + ",\"function\":{\"thoughtSignature\":\"t\",\"name\":\"run\",\"arguments\":\"{}\"},"
                    + "\"id\":\"a\",\"type\":\"function\"}"));
  }

  @Test
  void whatAProviderSendsButRefusesIsLeftOut() throws Exception {
    model
        .strict()
        .then(
            StubAnswer.stream()
                .event(
                    "{\"choices\":[{\"delta\":{\"reasoning\":\"Hm.\",\"reasoning_details\":[{\"index\":0}]}}]}")
                .toolCall(0, "a", "run", "{}")
                .finish("tool_calls"),
            StubAnswer.words("Done."));
    assertThat(secondTurn(true).at("/messages/1").has("reasoning")).isFalse();
    assertThat(model.complaints()).hasSize(1);
  }

  @Test
  void whatIsSaidTwiceInARowIsOneMessage() throws Exception {
    model.strict();
    try (var client = client(model)) {
      client.chat(ChatRequest.of(List.of(new ChatMessage.User("a"), new ChatMessage.User("b"))));
    }
    assertThat(model.requests().getFirst().lastMessage()).isEqualTo("a\n\nb");
    assertThat(model.complaints()).isEmpty();
  }

  @Test
  void anEmptyAnswerOrResultGoesBackAsOneThatSaysSo() throws Exception {
    model.strict();
    try (var client = client(model)) {
      client.chat(
          ChatRequest.of(
              List.of(
                  new ChatMessage.User("?"),
                  new ChatMessage.Assistant(""),
                  new ChatMessage.User("Well?"))));
    }
    assertThat(model.complaints()).isEmpty();
  }

  /// The second request of a conversation in which a call of the first answer is answered.
  private JsonNode secondTurn(boolean mayFail) throws Exception {
    try (var client = client(model)) {
      var first = client.chat(asking("go"));
      client.chat(
          ChatRequest.of(
              List.of(
                  new ChatMessage.User("go"),
                  first.asMessage(),
                  new ChatMessage.ToolResult(first.toolCalls().getFirst().id(), ""))));
    }
    assertThat(mayFail || model.requests().size() == 2).isTrue();
    return model.requests().getLast().body();
  }

  @Test
  void aCompressedAnswerIsReadAllTheSame() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(
          "data: {\"choices\":[{\"delta\":{\"content\":\"zipped\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    model.then(exchange -> {
      exchange.head(
          200,
          "Content-Type: text/event-stream",
          "Content-Encoding: gzip",
          "Transfer-Encoding: chunked");
      exchange.chunk(bytes.toByteArray()).end();
    });
    try (var client = client(model)) {
      assertThat(client.chat(asking("?")).content()).isEqualTo("zipped");
    }
    assertThat(model.requests().getFirst().headers()).containsEntry("accept-encoding", "identity");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':{'code':'insufficient_quota','message':'You exceeded your current quota'}}|NO_BALANCE",
        "{'error':{'code':402,'message':'This request requires more credits'}}|NO_BALANCE",
        "{'error':'quota exceeded'}|NO_BALANCE",
        "{'error':{'type':'exceeded_current_quota_error'}}|NO_BALANCE",
        "{'error':{'code':'1113','message':'您的账户已欠费'}}|NO_BALANCE",
        "{'base_resp':{'status_code':1008,'status_msg':'insufficient balance'}}|NO_BALANCE",
        "{'error':{'code':429,'message':'Rate limited'}}|RATE_LIMITED",
        "{'error':{'status':'RESOURCE_EXHAUSTED','message':'Quota exceeded for requests per minute'}}|RATE_LIMITED",
        "{'object':'error','code':429,'message':'slow down'}|RATE_LIMITED",
        "{'error':{'code':'invalid_api_key'}}|REFUSED_KEY",
        "{'error':{'code':'model_not_found'}}|UNKNOWN_MODEL",
        "{'error':{'code':'context_length_exceeded'}}|CONTEXT_TOO_LONG",
        "{'error':{'type':'invalid_request_error','code':400}}|REJECTED",
        "{'code':'InternalError','message':'oops'}|UPSTREAM_ERROR",
        "{'error':{'type':'overloaded_error'}}|UPSTREAM_ERROR",
        "{'choices':[{'delta':{},'finish_reason':'error','error':{'code':429}}]}|RATE_LIMITED"
      })
  void anErrorInsideAGoodAnswerIsNamed(String error, Kind kind) throws Exception {
    model.otherwise(StubAnswer.stream().event(error.replace('\'', '"')));
    try (var client = client(model, "RETRIES=2")) {
      assertThat(failure(client, asking("?")).kind()).isEqualTo(kind);
    }
    assertThat(model.requests()).hasSize(kind.retried() ? 3 : 1);
  }
}
