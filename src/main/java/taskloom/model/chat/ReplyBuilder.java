package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.AnswerStream.TooLargeException;
import taskloom.model.chat.ChatReply.FinishReason;
import taskloom.task.TokenUsage;

/// Puts an answer together from the pieces of a stream, or from a whole answer, which is a stream
/// of one piece. Believes nothing: every field may be missing, null or of another type. One thread.
final class ReplyBuilder {
  private static final List<String> REASONING = List.of("reasoning_content", "reasoning");

  private final int limit;
  private final Pieces pieces;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final CallsBuilder calls = new CallsBuilder();
  private final ObjectNode more = Returned.none();
  private int size;
  private boolean chosen;
  private boolean refused;
  private @Nullable String reasoningField;
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
    boolean piece = choice.path("delta").isObject();
    var delta = choice.path(piece ? "delta" : "message");
    takeReasoning(delta);
    takeContent(delta.path("content"));
    for (var call : delta.path("tool_calls")) {
      grow(calls.take(call, !piece));
    }
    if (delta.path("function_call").isObject()) {
      grow(calls.take(delta.path("function_call"), false));
    }
    grow(Returned.collect(delta, more));
    refused |= !text(delta.path("refusal")).isEmpty();
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

  /// The answer as far as it has come. Where a model put all it had to say into its reasoning, that
  /// is its answer.
  ///
  /// @param request whose tokens are reckoned where the provider did not count
  ChatReply reply(ChatRequest request) {
    var toolCalls = calls.whole();
    var counted = usage;
    var estimated = counted == null;
    if (counted == null) {
      var completion = Tokens.estimate(content) + Tokens.estimate(reasoning);
      for (var call : toolCalls) {
        completion += Tokens.estimate(call.name()) + Tokens.estimate(call.arguments());
      }
      counted = new TokenUsage(Tokens.estimate(request), completion);
    }
    if (reasoningField != null) {
      more.put(reasoningField, reasoning.toString());
    }
    var parts = Thoughts.in(content.toString());
    var why = reason(toolCalls.isEmpty());
    var words = parts.answer();
    if (words.isBlank() && why == FinishReason.STOP) {
      words = parts.thoughts().isEmpty() ? reasoning.toString() : parts.thoughts();
      if (content.isEmpty() && !words.isEmpty()) {
        pieces.content(words);
      }
    }
    return new ChatReply(
        words, reasoning + parts.thoughts(), more, toolCalls, why, counted, estimated);
  }

  private FinishReason reason(boolean noCalls) {
    if (refused && content.isEmpty() && noCalls) {
      return FinishReason.CONTENT_FILTER;
    }
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

  /// DeepSeek says `reasoning_content`, others `reasoning`; an empty one counts, since DeepSeek
  /// wants even that back.
  private void takeReasoning(JsonNode delta) throws TooLargeException {
    for (var name : REASONING) {
      if (delta.path(name).isTextual()) {
        if (reasoningField == null) {
          reasoningField = name;
        }
        if (!delta.path(name).textValue().isEmpty()) {
          take(delta.path(name).textValue(), reasoning, true);
          return;
        }
      }
    }
  }

  /// A text, or parts of which some are text and some thoughts.
  private void takeContent(JsonNode node) throws TooLargeException {
    if (node.isArray()) {
      for (var part : node) {
        takeContent(part);
      }
    } else if (node.isObject() && isThought(node)) {
      takeThoughts(node.path(node.has("thinking") ? "thinking" : "text"));
    } else if (node.isObject()) {
      var said = node.path("text");
      take(text(said.isObject() ? said.path("value") : said), content, false);
    } else {
      take(text(node), content, false);
    }
  }

  private static boolean isThought(JsonNode part) {
    var type = text(part.path("type"));
    return part.has("thinking") || type.startsWith("reason") || type.startsWith("think");
  }

  private void takeThoughts(JsonNode node) throws TooLargeException {
    if (node.isArray()) {
      for (var part : node) {
        take(text(part.path("text")), reasoning, true);
      }
    } else {
      take(text(node), reasoning, true);
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
}
