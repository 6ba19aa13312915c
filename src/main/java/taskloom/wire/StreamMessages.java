package taskloom.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import taskloom.task.EventDraft;

/// Writes [StreamMessage]s, and reads the one thing watchers send. Safe from any thread.
public final class StreamMessages {
  private StreamMessages() {}

  /// The message as it is stored for its task.
  public static EventDraft draft(StreamMessage message, Instant at) {
    var json = Json.mapper().createObjectNode();
    json.put("type", message.type());
    json.setAll(Json.mapper().<ObjectNode>valueToTree(message));
    json.put("timestamp", timestamp(at));
    // Through text, because a program may have printed a lone surrogate: it becomes a '?' here, and
    // would be a failure on the way to bytes.
    var payload = Json.text(json).getBytes(StandardCharsets.UTF_8);
    return new EventDraft(message.type(), payload, at, false);
  }

  /// Whether a watcher's message, in UTF-8, is its heartbeat.
  public static boolean isPing(byte[] utf8, int offset, int length) {
    try {
      return Json.parse(utf8, offset, length).path("type").asText().equals("ping");
    } catch (JsonProcessingException _) {
      return false;
    }
  }

  /// The answer to a heartbeat, in UTF-8.
  public static byte[] pong(Instant at) {
    return Json.bytes(Map.of("type", "pong", "timestamp", timestamp(at)));
  }

  /// ISO 8601 in UTC, to the millisecond.
  private static String timestamp(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
