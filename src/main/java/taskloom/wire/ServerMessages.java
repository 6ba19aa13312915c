package taskloom.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import taskloom.task.ClientTasks;

/// Writes [ServerMessage]s. Safe from any thread.
public final class ServerMessages {
  private static final JsonFactory FACTORY = Json.mapper().getFactory();

  private ServerMessages() {}

  /// The message in UTF-8.
  public static byte[] encode(ServerMessage message) {
    return encode(message, null);
  }

  /// The message in UTF-8, with `request_id` where there is one to echo.
  public static byte[] encode(ServerMessage message, @Nullable String requestId) {
    var bytes = new ByteArrayOutputStream(256);
    try (var json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      write(message, json);
      if (requestId != null) {
        json.writeStringField("request_id", requestId);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(ServerMessage message, JsonGenerator json) throws IOException {
    switch (message) {
      case ServerMessage.ConnectionEstablished(var clientId, var resumed, var at) -> {
        json.writeStringField("type", "connection_established");
        json.writeStringField("client_id", clientId);
        time(json, "timestamp", at);
        json.writeBooleanField("resumed", resumed);
      }
      case ServerMessage.TaskSubmitted(var taskId, var at) -> {
        json.writeStringField("type", "task_submitted");
        json.writeStringField("task_id", taskId);
        json.writeStringField("status", "pending");
        time(json, "timestamp", at);
      }
      case ServerMessage.TaskStatusUpdate(
              var taskId,
              var status,
              var at,
              var result,
              var error) -> {
        json.writeStringField("type", "task_status_update");
        json.writeStringField("task_id", taskId);
        json.writeStringField("status", status.word());
        time(json, "timestamp", at);
        outcome(json, result, error);
      }
      case ServerMessage.MyTasks(ClientTasks(var tasks, var more)) -> {
        json.writeStringField("type", "my_tasks");
        json.writeArrayFieldStart("tasks");
        for (var task : tasks) {
          task(json, task);
        }
        json.writeEndArray();
        if (more) {
          json.writeBooleanField("more", true);
        }
      }
      case ServerMessage.Stats stats -> {
        json.writeStringField("type", "stats");
        json.writeObjectFieldStart("data");
        json.writeNumberField("active_connections", stats.activeConnections());
        json.writeNumberField("total_tasks", stats.totalTasks());
        json.writeNumberField("active_tasks", stats.activeTasks());
        json.writeNumberField("completed_tasks", stats.completedTasks());
        json.writeNumberField("failed_tasks", stats.failedTasks());
        json.writeNumberField("queue_size", stats.queueSize());
        json.writeEndObject();
      }
      case ServerMessage.Pong(var at) -> {
        json.writeStringField("type", "pong");
        time(json, "timestamp", at);
      }
      case ServerMessage.ErrorMessage(var code, var sentence, var retryAfter) -> {
        json.writeStringField("type", "error");
        json.writeStringField("message", sentence);
        json.writeStringField("code", code.word());
        if (retryAfter != null) {
          json.writeFieldName("retry_after");
          json.writeRawValue(Timestamps.seconds(retryAfter));
        }
      }
    }
  }

  private static void task(JsonGenerator json, ClientTasks.Item task) throws IOException {
    json.writeStartObject();
    json.writeStringField("task_id", task.id());
    json.writeStringField("status", task.status().word());
    time(json, "created_at", task.createdAt());
    time(json, "started_at", task.startedAt());
    time(json, "completed_at", task.completedAt());
    outcome(json, task.result(), task.error());
    json.writeEndObject();
  }

  private static void outcome(JsonGenerator json, byte @Nullable [] result, @Nullable String error)
      throws IOException {
    if (result != null) {
      json.writeFieldName("result");
      json.writeRawValue(new String(result, StandardCharsets.UTF_8));
    }
    if (error != null) {
      json.writeStringField("error", error);
    }
  }

  private static void time(JsonGenerator json, String name, @Nullable Instant at)
      throws IOException {
    if (at != null) {
      json.writeFieldName(name);
      json.writeRawValue(Timestamps.seconds(at));
    }
  }
}
