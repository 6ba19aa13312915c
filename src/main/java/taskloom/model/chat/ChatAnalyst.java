package taskloom.model.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import taskloom.model.AnalysisFailure;
import taskloom.model.Analyst;
import taskloom.task.TokenUsage;
import taskloom.wire.Analysis;
import taskloom.wire.Json;
import taskloom.wire.TaskInput;
import taskloom.wire.Texts;

/// Answers reasoning tasks with a model: asks for one JSON object, checks it, and where it is not
/// what was asked for, tells the model what is wrong and asks once more. What the client sent goes
/// to the model as a value inside JSON, apart from the instructions. Safe from many threads.
public final class ChatAnalyst implements Analyst {
  private static final double TEMPERATURE = 0.2;
  private static final int QUOTED_BACK = 8_000;

  private final ChatClient client;
  private final String model;
  private final String displayName;
  private final Clock clock;
  private final ZoneId zone;
  private final String forText;
  private final String forEvent;

  /// An analyst that asks `client` and calls itself by the model's name.
  ///
  /// @param settings of that client
  /// @param zone in which people say "tomorrow at seven"
  public ChatAnalyst(ChatClient client, ChatSettings settings, Clock clock, ZoneId zone) {
    this.client = client;
    this.model = settings.model();
    this.displayName = settings.displayName();
    this.clock = clock;
    this.zone = zone;
    this.forText = resource("/model/analyst.md");
    this.forEvent = forText + resource("/model/analyst-event.md");
  }

  @Override
  public String name() {
    return model;
  }

  @Override
  public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
    var messages = new ArrayList<ChatMessage>();
    messages.add(
        new ChatMessage.Instructions(input instanceof TaskInput.Event ? forEvent : forText));
    messages.add(new ChatMessage.User(material(input)));
    var used = TokenUsage.NONE;
    var reply = ask(messages, used);
    used = used.plus(reply.usage());
    var reader = new AnalysisReader(input, model);
    var analysis = reader.read(reply.content());
    if (analysis == null) {
      messages.add(new ChatMessage.Assistant(shortened(reply.content())));
      messages.add(new ChatMessage.User(complaint(reader.problems())));
      reply = ask(messages, used);
      used = used.plus(reply.usage());
      analysis = new AnalysisReader(input, model).read(reply.content());
    }
    return new Answer(required(analysis, used), used);
  }

  private Analysis required(@Nullable Analysis analysis, TokenUsage used) throws AnalysisFailure {
    if (analysis == null) {
      throw failure("返回结果不符合要求的格式", used);
    }
    return analysis;
  }

  private ChatReply ask(List<ChatMessage> messages, TokenUsage used)
      throws AnalysisFailure, InterruptedException {
    try {
      var reply = client.chat(ChatRequest.of(messages).asJsonObject().withTemperature(TEMPERATURE));
      if (reply.finishReason() == ChatReply.FinishReason.CONTENT_FILTER) {
        throw failure("内容被模型的安全策略拒绝", used.plus(reply.usage()));
      }
      return reply;
    } catch (ChatFailure e) {
      throw new AnalysisFailure(e.sentence(), used);
    }
  }

  private AnalysisFailure failure(String reason, TokenUsage used) {
    return new AnalysisFailure(ChatFailure.sentence(displayName, reason), used);
  }

  private String material(TaskInput input) {
    var now = ZonedDateTime.now(clock.withZone(zone)).truncatedTo(ChronoUnit.SECONDS);
    var json = JsonNodeFactory.instance.objectNode();
    json.put("now", now.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    json.put("weekday", now.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    json.put("zone", zone.getId());
    switch (input) {
      case TaskInput.Text(var text) -> json.put("text", text);
      case TaskInput.Event event -> json.set("event", event.whole());
    }
    return Json.text(json);
  }

  private static String complaint(List<String> problems) {
    return "That was not the JSON object asked for: "
        + String.join("; ", problems)
        + ". Answer again with the whole corrected JSON object and nothing else.";
  }

  private static String shortened(String words) {
    return Texts.beginning(words, QUOTED_BACK);
  }

  private static String resource(String path) {
    try (var in = ChatAnalyst.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
