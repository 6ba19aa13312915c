package taskloom.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;

/// Reads what clients send over `/ws`.
public final class ClientMessages {
  private static final String INVALID_JSON = "无效的JSON格式";
  private static final int MAX_TYPE_SHOWN = 40;

  private ClientMessages() {}

  /// The message in `length` bytes of valid UTF-8.
  ///
  /// @throws Refusal with the code and the sentence to answer with
  public static ClientMessage parse(byte[] utf8, int offset, int length) {
    var message = tree(utf8, offset, length);
    var requestId = key(message, "request_id");
    var type = message.path("type");
    if (!type.isTextual()) {
      throw new Refusal(ErrorCode.UNKNOWN_TYPE, "缺少消息类型：type 必须是字符串");
    }
    var word = type.textValue();
    return switch (word) {
      case "ping" -> new ClientMessage.Ping(requestId);
      case "submit_task" -> submitTask(message, requestId);
      case "get_task_status" -> new ClientMessage.GetTaskStatus(taskId(message), requestId);
      case "get_my_tasks" -> new ClientMessage.GetMyTasks(requestId);
      case "get_stats" -> new ClientMessage.GetStats(requestId);
      case "cancel_task" -> new ClientMessage.CancelTask(taskId(message), requestId);
      default -> throw new Refusal(ErrorCode.UNKNOWN_TYPE, "未知的消息类型: " + shown(word));
    };
  }

  /// The `request_id` of a message that was refused, where it can be read: also before the place
  /// where its JSON breaks off.
  public static @Nullable String requestIdOf(byte[] utf8, int offset, int length) {
    try (var parser = Json.mapper().createParser(utf8, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var wanted = parser.currentName().equals("request_id");
        var value = parser.nextToken();
        if (wanted) {
          var id = value == JsonToken.VALUE_STRING ? parser.getText() : "";
          return isKey(id) ? id : null;
        }
        parser.skipChildren();
      }
    } catch (IOException _) {
      // Not readable that far.
    }
    return null;
  }

  private static ObjectNode tree(byte[] utf8, int offset, int length) {
    JsonNode tree;
    try {
      tree = Json.parse(utf8, offset, length);
    } catch (StreamConstraintsException _) {
      throw new Refusal(
          ErrorCode.INVALID_JSON, INVALID_JSON + "：嵌套超过%d层，或数字、名称过长".formatted(Json.MAX_DEPTH));
    } catch (JsonProcessingException _) {
      throw new Refusal(ErrorCode.INVALID_JSON, INVALID_JSON);
    }
    if (tree.isMissingNode()) {
      throw new Refusal(ErrorCode.INVALID_JSON, INVALID_JSON);
    }
    if (!(tree instanceof ObjectNode message)) {
      throw invalid("消息必须是JSON对象");
    }
    return message;
  }

  private static ClientMessage submitTask(ObjectNode message, @Nullable String requestId) {
    var data = message.path("data");
    return new ClientMessage.SubmitTask(
        TaskInputs.read(data), key(data, "idempotency_key"), requestId);
  }

  /// An id that cannot be one is as unknown as any other.
  private static String taskId(ObjectNode message) {
    var id = message.path("task_id");
    if (!id.isTextual()) {
      throw invalid("task_id 必须是字符串");
    }
    if (!Task.isId(id.textValue())) {
      throw Refusal.taskNotFound();
    }
    return id.textValue();
  }

  private static @Nullable String key(JsonNode object, String name) {
    var node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual() || !isKey(node.textValue())) {
      throw invalid("%s 必须是 1 到 %d 个字符的字符串".formatted(name, ClientMessage.MAX_KEY));
    }
    return node.textValue();
  }

  private static boolean isKey(String text) {
    return !text.isEmpty() && text.length() <= ClientMessage.MAX_KEY && Texts.isWellFormed(text);
  }

  private static String shown(String type) {
    var cut = Texts.beginning(type, MAX_TYPE_SHOWN);
    return !Texts.isWellFormed(cut) ? "?" : cut.equals(type) ? type : cut + "…";
  }

  private static Refusal invalid(String message) {
    return new Refusal(ErrorCode.INVALID_REQUEST, message);
  }
}
