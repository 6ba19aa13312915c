package taskloom;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Json;

/// Asks the routes under test, as alice where the headers name nobody else.
public interface Http {
  /// An answer.
  ///
  /// @param headers by names in lower case, the first of each
  /// @param body as text
  record Answer(int status, Map<String, String> headers, String body) {
    public JsonNode json() {
      return Json.trusted(body.getBytes(StandardCharsets.UTF_8));
    }

    /// The header's value; empty where it is missing.
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /// @param body null for none
  /// @param headers name, value, name, value
  Answer send(String method, String path, @Nullable String body, String... headers);

  default Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  default Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  /// Submits a text; gives the task's id.
  default String submit(String text) {
    return taskId(202, post("/tasks", Json.text(Map.of("text", text))));
  }

  /// Submits a text and waits for its end; gives the task's id.
  default String finished(String text) {
    return taskId(200, post("/tasks", Json.text(Map.of("text", text)), "Prefer", "wait=30"));
  }

  private static String taskId(int expected, Answer answer) {
    if (answer.status() != expected) {
      throw new AssertionError(answer.body());
    }
    return answer.json().path("task_id").textValue();
  }
}
