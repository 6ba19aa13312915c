package taskloom.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Reads and writes the `data` of a submission: `{"text":…}` or `{"event":{…}}`, the same rules
/// over `/ws` and over HTTP. A member that is `null` counts as absent; members this server does not
/// know are ignored beside `text` and `event`, and kept inside an event.
public final class TaskInputs {
  private static final int MAX_EVENT_ID = 256;

  private TaskInputs() {}

  /// The input in `data`, validated.
  ///
  /// @throws Refusal `INVALID_REQUEST` for a wrong shape, `PAYLOAD_TOO_LARGE` for a text past
  ///   [TaskInput#MAX_TEXT], `INVALID_UTF8` for lone surrogates
  public static TaskInput read(@Nullable JsonNode data) {
    if (!(data instanceof ObjectNode)) {
      throw invalid("data 必须是对象，含 text 或 event", "data must be an object with text or event");
    }
    var text = data.path("text");
    var event = data.path("event");
    if (absent(text) == absent(event)) {
      throw invalid("data 中 text 与 event 必须且只能有一个", "Give text or event, exactly one of them");
    }
    if (absent(event)) {
      return new TaskInput.Text(words(text, "text"));
    }
    if (!(event instanceof ObjectNode whole)) {
      throw invalid("event 必须是对象", "event must be an object");
    }
    return event(whole);
  }

  /// The input as it is stored: `{"text":…}` or `{"event":{…}}`.
  public static ObjectNode toJson(TaskInput input) {
    var node = JsonNodeFactory.instance.objectNode();
    return switch (input) {
      case TaskInput.Text(var text) -> node.put("text", text);
      case TaskInput.Event(_, _, var whole) -> node.set("event", whole);
    };
  }

  /// [#toJson] in UTF-8, for [taskloom.task.Task#input].
  public static byte[] bytes(TaskInput input) {
    return Json.bytes(toJson(input));
  }

  /// The input [#bytes] wrote.
  public static TaskInput parse(byte[] stored) {
    return read(Json.trusted(stored));
  }

  private static TaskInput.Event event(ObjectNode whole) {
    var id = whole.path("event_id");
    if (!id.isTextual() || id.textValue().isBlank() || id.textValue().length() > MAX_EVENT_ID) {
      throw invalid(
          "event.event_id 必须是非空字符串，最长 %d 个字符".formatted(MAX_EVENT_ID),
          "event.event_id must be a string of 1 to %d characters".formatted(MAX_EVENT_ID));
    }
    var transcript = words(whole.path("transcript"), "event.transcript");
    var speakers = whole.path("speakers");
    if (!absent(speakers) && !speakers.isArray()) {
      throw invalid("event.speakers 必须是数组", "event.speakers must be an array");
    }
    var features = whole.path("audio_features");
    if (!absent(features) && !features.isObject()) {
      throw invalid("event.audio_features 必须是对象", "event.audio_features must be an object");
    }
    Texts.requireWellFormed(whole);
    return new TaskInput.Event(id.textValue(), transcript, whole);
  }

  private static String words(JsonNode node, String name) {
    if (!node.isTextual()) {
      throw invalid(name + " 必须是字符串", name + " must be a string");
    }
    var words = node.textValue();
    if (words.isBlank()) {
      throw invalid(name + " 不能为空", name + " must not be blank");
    }
    if (words.length() > TaskInput.MAX_TEXT) {
      throw Refusal.inBoth(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "%s 最长 %d 个字符，收到 %d 个".formatted(name, TaskInput.MAX_TEXT, words.length()),
          "%s may have at most %d characters; these are %d"
              .formatted(name, TaskInput.MAX_TEXT, words.length()));
    }
    Texts.requireWellFormed(words);
    return words;
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static Refusal invalid(String chinese, String english) {
    return Refusal.inBoth(ErrorCode.INVALID_REQUEST, chinese, english);
  }
}
