package taskloom.model.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import taskloom.model.chat.StubModel.Exchange;
import taskloom.model.chat.StubModel.Play;
import taskloom.wire.Json;

/// What [StubModel] answers: whole answers and faults by name, or a stream put together piece by
/// piece.
///
/// ```java
/// StubAnswer.stream().reasoning("Hmm. ").content("42").finish("stop").usage(7, 3).inBytesOf(5)
/// ```
public final class StubAnswer implements Play {
  private final List<String> data = new ArrayList<>();
  private int chunk = Integer.MAX_VALUE;
  private String newline = "\n";
  private boolean done = true;
  private boolean framed = true;

  private StubAnswer() {}

  /// A stream to be filled.
  public static StubAnswer stream() {
    return new StubAnswer();
  }

  /// A good streamed answer: these words, cut in pieces, with 10 and 5 tokens counted.
  public static StubAnswer words(String words) {
    var answer = stream();
    for (var i = 0; i < words.length(); i = words.offsetByCodePoints(i, 1)) {
      answer.content(words.substring(i, words.offsetByCodePoints(i, 1)));
    }
    return answer.finish("stop").usage(10, 5);
  }

  /// A good streamed answer that asks for one function call.
  public static StubAnswer call(String id, String name, String arguments) {
    var half = arguments.length() / 2;
    return stream()
        .toolCall(0, id, name, arguments.substring(0, half))
        .toolCall(0, null, null, arguments.substring(half))
        .finish("tool_calls")
        .usage(10, 5);
  }

  /// An answer that does not stream.
  public static Play json(int status, String body, String... headers) {
    return exchange -> {
      var all = new ArrayList<>(List.of(headers));
      all.add("Content-Type: application/json");
      all.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
      exchange.head(status, all.toArray(String[]::new)).raw(body);
    };
  }

  /// A refusal in OpenAI's shape.
  public static Play refused(int status, String... headers) {
    return json(status, "{\"error\":{\"message\":\"no, " + StubModel.KEY + "\"}}", headers);
  }

  /// Never answers.
  public static Play silence() {
    return Exchange::awaitHangUp;
  }

  /// Breaks the connection off before answering.
  public static Play reset() {
    return Exchange::reset;
  }

  /// Adds a piece of the answer.
  public StubAnswer content(String piece) {
    return delta(JsonNodeFactory.instance.objectNode().put("content", piece));
  }

  /// Adds a piece of the reasoning.
  public StubAnswer reasoning(String piece) {
    var delta = JsonNodeFactory.instance.objectNode();
    return delta(delta.put("reasoning_content", piece).putNull("content"));
  }

  /// Adds a piece of a function call; `id` and `name` may be null.
  public StubAnswer toolCall(int index, String id, String name, String arguments) {
    var delta = JsonNodeFactory.instance.objectNode();
    var call = delta.putArray("tool_calls").addObject().put("index", index);
    if (id != null) {
      call.put("id", id).put("type", "function");
    }
    call.putObject("function").put("name", name).put("arguments", arguments);
    return delta(delta);
  }

  /// Says why the model stopped.
  public StubAnswer finish(String reason) {
    var json = JsonNodeFactory.instance.objectNode();
    var choice = json.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta");
    choice.put("finish_reason", reason);
    return event(Json.text(json));
  }

  /// Counts tokens.
  public StubAnswer usage(int prompt, int completion) {
    return event(
        """
        {"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d}}\
        """
            .formatted(prompt, completion));
  }

  /// Adds the data of one event, whatever it is.
  public StubAnswer event(String json) {
    data.add("data: " + json);
    return this;
  }

  /// Adds a line as it is, such as a comment.
  public StubAnswer line(String line) {
    data.add(line);
    return this;
  }

  /// Sends the stream in HTTP chunks of so many bytes, wherever characters and lines are cut.
  public StubAnswer inBytesOf(int bytes) {
    chunk = bytes;
    return this;
  }

  /// Ends lines with this.
  public StubAnswer newline(String newline) {
    this.newline = newline;
    return this;
  }

  /// Leaves the end mark out.
  public StubAnswer withoutDone() {
    done = false;
    return this;
  }

  /// Sends no chunks, and marks the end by closing.
  public StubAnswer endedByClosing() {
    framed = false;
    return this;
  }

  /// Sends it and then stays silent, in the middle of the body.
  public Play thenSilence() {
    return exchange -> {
      begin(exchange);
      send(exchange);
      exchange.awaitHangUp();
    };
  }

  /// Sends it and then closes in the middle of the body.
  public Play thenCut() {
    return exchange -> {
      begin(exchange);
      send(exchange);
      exchange.close();
    };
  }

  /// Sends it and then resets the connection.
  public Play thenReset() {
    return exchange -> {
      begin(exchange);
      send(exchange);
      exchange.reset();
    };
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    begin(exchange);
    send(exchange);
    if (done) {
      send(exchange, ("data: [DONE]" + newline + newline).getBytes(StandardCharsets.UTF_8));
    }
    if (framed) {
      exchange.end();
    } else {
      exchange.close();
    }
  }

  private void begin(Exchange exchange) throws IOException {
    if (framed) {
      exchange.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
    } else {
      exchange.head(200, "Content-Type: text/event-stream", "Connection: close");
    }
  }

  private void send(Exchange exchange) throws IOException {
    var text = new StringBuilder();
    for (var each : data) {
      text.append(each).append(newline).append(newline);
    }
    send(exchange, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void send(Exchange exchange, byte[] bytes) throws IOException {
    for (var from = 0; from < bytes.length; from += Math.min(chunk, bytes.length - from)) {
      var part = Arrays.copyOfRange(bytes, from, from + Math.min(chunk, bytes.length - from));
      if (framed) {
        exchange.chunk(part);
      } else {
        exchange.raw(part);
      }
    }
  }

  private StubAnswer delta(ObjectNode delta) {
    var json = JsonNodeFactory.instance.objectNode();
    json.putArray("choices").addObject().put("index", 0).set("delta", delta);
    return event(Json.text(json));
  }
}
