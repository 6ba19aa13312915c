package taskloom.agents.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import taskloom.agents.Desk;
import taskloom.agents.FailureType;
import taskloom.agents.ModelingFailure;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.Words;
import taskloom.model.chat.ChatFailure;
import taskloom.model.chat.ChatMessage;
import taskloom.model.chat.ChatReply;
import taskloom.model.chat.ChatRequest;
import taskloom.model.chat.Tool;
import taskloom.model.chat.ToolCall;
import taskloom.model.chat.ToolChoice;

/// One conversation of an agent with its model: counts what it costs, and keeps within the context
/// budget by shortening old outputs of tools first and summarising old turns then. For one thread.
final class Conversation {
  private static final int RECENT_RESULTS = 4;
  private static final int SHORTENED = 300;

  private final ChatModel model;
  private final Desk desk;
  private final ChatLimits limits;
  private final int budget;
  private final Words words;
  private final String summaryPrompt;
  private final List<ChatMessage> opening;
  private final List<ChatMessage> turns = new ArrayList<>();

  Conversation(
      ChatModel model,
      Desk desk,
      ChatLimits limits,
      Prompts prompts,
      Template template,
      String agent,
      String task) {
    this.model = model;
    this.desk = desk;
    this.limits = limits;
    this.budget = limits.contextTokens();
    this.words = Words.of(template);
    this.summaryPrompt = prompts.text("summary", template);
    this.opening =
        List.of(
            new ChatMessage.Instructions(prompts.text(agent, template)),
            new ChatMessage.User(Excerpts.clip(task, budget)));
  }

  /// What is said about the task, in its language.
  Words words() {
    return words;
  }

  /// Adds a turn of ours.
  void say(String words) {
    turns.add(new ChatMessage.User(words));
  }

  /// Answers a tool call of the last reply; every one has to be.
  void answer(ToolCall call, String result) {
    turns.add(new ChatMessage.ToolResult(call.id(), result));
  }

  /// The model's next answer; it is part of the conversation from then on.
  ChatReply ask(List<Tool> tools) throws ModelingFailure, InterruptedException {
    keepWithinBudget();
    var request = ChatRequest.of(messages());
    return asked(tools.isEmpty() ? request : request.withTools(tools, ToolChoice.Mode.AUTO));
  }

  /// The next answer as one JSON object, where the provider can promise that.
  ChatReply askForJson() throws ModelingFailure, InterruptedException {
    keepWithinBudget();
    return asked(ChatRequest.of(messages()).asJsonObject());
  }

  private ChatReply asked(ChatRequest request) throws ModelingFailure, InterruptedException {
    var reply = call(request);
    var message = reply.asMessage();
    // Calls of functions that were not offered get no result, and a call without one is refused.
    turns.add(
        request.tools().isEmpty()
            ? new ChatMessage.Assistant(message.content(), message.more(), List.of())
            : message);
    return reply;
  }

  /// The client has retried already what passes quickly; a task of hours waits longer.
  private ChatReply call(ChatRequest request) throws ModelingFailure, InterruptedException {
    for (int outage = 1; ; outage++) {
      try {
        var reply = model.client().chat(request);
        desk.spent(reply.usage(), model.cost(reply.usage()));
        return reply;
      } catch (ChatFailure failure) {
        var type = type(failure.kind());
        if (type != FailureType.MODEL_UNAVAILABLE || outage > limits.outages()) {
          throw new ModelingFailure(type, sentence(failure), failure.kind().name());
        }
        var pause = limits.outagePause().multipliedBy(outage);
        desk.working(words.retrying(inWords(failure), pause.toSeconds()));
        pause(pause);
      }
    }
  }

  private static void pause(Duration time) throws InterruptedException {
    if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("nobody counts this latch down");
    }
  }

  private String sentence(ChatFailure failure) {
    return failure.kind() == ChatFailure.Kind.CONTEXT_TOO_LONG
        ? inWords(failure) + words.lowerContext()
        : inWords(failure);
  }

  private String inWords(ChatFailure failure) {
    return words.language().say(failure.sentence(), failure.englishSentence());
  }

  private static FailureType type(ChatFailure.Kind kind) {
    return switch (kind) {
      case REFUSED_KEY, NO_BALANCE, UNKNOWN_MODEL -> FailureType.MODEL_REFUSED;
      case BAD_ANSWER, TOO_LARGE, CONTEXT_TOO_LONG, REJECTED -> FailureType.UNUSABLE_ANSWER;
      case TIMEOUT,
          UNREACHABLE,
          CONNECTION_LOST,
          UPSTREAM_ERROR,
          RATE_LIMITED,
          CIRCUIT_OPEN,
          BUSY ->
          FailureType.MODEL_UNAVAILABLE;
    };
  }

  private List<ChatMessage> messages() {
    var all = new ArrayList<>(opening);
    all.addAll(turns);
    return all;
  }

  private void keepWithinBudget() throws ModelingFailure, InterruptedException {
    if (tokens(opening) + tokens(turns) <= budget) {
      return;
    }
    shortenOldResults();
    if (tokens(opening) + tokens(turns) > budget) {
      summariseOldTurns();
    }
  }

  private void shortenOldResults() {
    int recent = 0;
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (turns.get(i) instanceof ChatMessage.ToolResult(var id, var content)
          && ++recent > RECENT_RESULTS) {
        turns.set(i, new ChatMessage.ToolResult(id, Excerpts.clip(content, SHORTENED)));
      }
    }
  }

  /// Puts a summary in place of the older turns. The cut is before an answer of the model, so that
  /// tool calls and their results stay together.
  private void summariseOldTurns() throws ModelingFailure, InterruptedException {
    int cut = turns.size();
    int kept = 0;
    for (int i = turns.size() - 1; i > 0; i--) {
      kept += tokens(List.of(turns.get(i)));
      if (kept > budget / 3 && cut < turns.size()) {
        break;
      }
      if (turns.get(i) instanceof ChatMessage.Assistant) {
        cut = i;
      }
    }
    if (cut == turns.size()) {
      return;
    }
    var old = turns.subList(0, cut);
    var transcript = new StringBuilder();
    old.forEach(message -> transcript.append(written(message)).append('\n'));
    var summary =
        call(
            ChatRequest.of(
                List.of(
                    new ChatMessage.Instructions(summaryPrompt),
                    new ChatMessage.User(Excerpts.clip(transcript.toString(), budget)))));
    old.clear();
    turns.addFirst(
        new ChatMessage.User(
            "Summary of the work so far:\n" + Excerpts.clip(summary.content(), budget / 2)));
  }

  private static String written(ChatMessage message) {
    return switch (message) {
      case ChatMessage.Instructions(var content) -> content;
      case ChatMessage.User(var content) -> "[instruction] " + content;
      case ChatMessage.ToolResult(var _, var content) -> "[result] " + content;
      case ChatMessage.Assistant(var content, _, var calls) -> {
        var text = new StringBuilder("[assistant] " + content);
        calls.forEach(call ->
            text.append("\n[call] ").append(call.name()).append(' ').append(call.arguments()));
        yield text.toString();
      }
    };
  }

  private static int tokens(List<ChatMessage> messages) {
    int sum = 0;
    for (var message : messages) {
      sum += Excerpts.tokens(message.content());
      if (message instanceof ChatMessage.Assistant(_, var more, var calls)) {
        for (var field : more) {
          sum += Excerpts.tokens(field.isTextual() ? field.textValue() : field.toString());
        }
        for (var call : calls) {
          sum += Excerpts.tokens(call.arguments());
        }
      }
    }
    return sum;
  }
}
