package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.AnswerStream.TooLargeException;
import taskloom.model.chat.ChatReply.FinishReason;
import taskloom.task.TokenUsage;

/// Puts an answer together from the pieces of a stream, or from a whole answer, which is a stream
/// of one piece. Believes nothing: every field may be missing, null or of another type. One thread.
final class ReplyBuilder {
  private static final int MAX_TOOL_CALLS = 128;

  private final int limit;
  private final Pieces pieces;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final TreeMap<Integer, Call> calls = new TreeMap<>();
  private int size;
  private boolean chosen;
  private @Nullable String finish;
  private @Nullable TokenUsage usage;

  /// @param limit characters the whole answer may have
  /// @param pieces hears each piece as it comes
  ReplyBuilder(int limit, Pieces pieces) {
    this.limit = limit;
    this.pieces = pieces;
  }

  /// Takes the next JSON of the stream.
  void accept(JsonNode json) throws TooLargeException {
    var counted = json.path("usage");
    if (counted.isObject()) {
      usage =
          new TokenUsage(
              Math.max(0, counted.path("prompt_tokens").asLong()),
              Math.max(0, counted.path("completion_tokens").asLong()));
    }
    var choice = json.path("choices").path(0);
    if (!choice.isObject()) {
      return;
    }
    chosen = true;
    var delta = choice.path(choice.path("delta").isObject() ? "delta" : "message");
    // DeepSeek says reasoning_content, others reasoning.
    var thought = text(delta.path("reasoning_content"));
    take(thought.isEmpty() ? text(delta.path("reasoning")) : thought, reasoning, true);
    take(text(delta.path("content")), content, false);
    for (var call : delta.path("tool_calls")) {
      takeCall(call);
    }
    if (choice.path("finish_reason").isTextual()) {
      finish = choice.path("finish_reason").textValue();
    }
  }

  /// Whether the model has said that it is done.
  boolean finished() {
    return finish != null;
  }

  /// Whether there was any choice at all, so that this was a chat completion.
  boolean chosen() {
    return chosen;
  }

  /// Whether the provider gave up in the middle for a reason of its own.
  boolean brokenOff() {
    return "insufficient_system_resource".equals(finish) || "error".equals(finish);
  }

  /// The answer as far as it has come.
  ///
  /// @param request whose tokens are reckoned where the provider did not count
  ChatReply reply(ChatRequest request) {
    var toolCalls = new ArrayList<ToolCall>();
    calls.forEach((index, call) -> toolCalls.add(call.whole(index)));
    var counted = usage;
    var estimated = counted == null;
    if (counted == null) {
      var completion = Tokens.estimate(content) + Tokens.estimate(reasoning);
      for (var call : toolCalls) {
        completion += Tokens.estimate(call.name()) + Tokens.estimate(call.arguments());
      }
      counted = new TokenUsage(Tokens.estimate(request), completion);
    }
    return new ChatReply(
        content.toString(),
        reasoning.toString(),
        toolCalls,
        reason(toolCalls.isEmpty()),
        counted,
        estimated);
  }

  private FinishReason reason(boolean noCalls) {
    return switch (finish) {
      case "stop" -> noCalls ? FinishReason.STOP : FinishReason.TOOL_CALLS;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "length" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      case null -> noCalls ? FinishReason.STOP : FinishReason.TOOL_CALLS;
      default -> FinishReason.OTHER;
    };
  }

  private void take(String piece, StringBuilder into, boolean thought) throws TooLargeException {
    if (piece.isEmpty()) {
      return;
    }
    grow(piece.length());
    into.append(piece);
    if (thought) {
      pieces.reasoning(piece);
    } else {
      pieces.content(piece);
    }
  }

  /// Pieces of one call share an `index`; a server that leaves it out sends whole calls.
  private void takeCall(JsonNode node) throws TooLargeException {
    var index = node.path("index").isInt() ? node.path("index").intValue() : calls.size();
    var call = calls.computeIfAbsent(index, _ -> new Call());
    if (calls.size() > MAX_TOOL_CALLS) {
      throw new TooLargeException();
    }
    var function = node.path("function");
    var arguments = function.path("arguments");
    var piece = arguments.isObject() ? arguments.toString() : text(arguments);
    grow(piece.length());
    call.arguments.append(piece);
    // Sent with the first piece by most, with every piece by some.
    if (call.id.isEmpty()) {
      call.id = text(node.path("id"));
      grow(call.id.length());
    }
    if (call.name.isEmpty()) {
      call.name = text(function.path("name"));
      grow(call.name.length());
    }
  }

  private void grow(int by) throws TooLargeException {
    size += by;
    if (size > limit) {
      throw new TooLargeException();
    }
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  /// Where pieces are told.
  interface Pieces {
    void content(String piece);

    void reasoning(String piece);
  }

  private static final class Call {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    ToolCall whole(int index) {
      return new ToolCall(id.isEmpty() ? "call_" + index : id, name, arguments.toString());
    }
  }
}
