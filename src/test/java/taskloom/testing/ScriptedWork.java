package taskloom.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import taskloom.engine.TaskLog;
import taskloom.engine.TaskWork;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;
import taskloom.wire.Json;
import taskloom.wire.TaskInputs;

/// Work that does what its text says: `hold` waits for [#release], `fail` fails, `tell N` tells N
/// messages, each after a [#release]; anything else completes at once.
public final class ScriptedWork implements TaskWork {
  private static final TokenUsage USAGE = new TokenUsage(10, 5);
  private static final byte[] RESULT =
      "{\"task_type\":\"trip\",\"summary_text\":\"出行\"}".getBytes(StandardCharsets.UTF_8);

  private final Semaphore releases = new Semaphore(0);

  /// Lets held work take `steps` more steps.
  public void release(int steps) {
    releases.release(steps);
  }

  @Override
  public List<EventDraft> submitted(Task task) {
    return List.of(draft("task_submitted", task.createdAt(), Map.of("status", "pending")));
  }

  @Override
  public List<EventDraft> started(Task task, Instant at) {
    return List.of(draft("task_status_update", at, Map.of("status", "processing")));
  }

  @Override
  public Outcome run(Task task, TaskLog log) throws InterruptedException {
    var words = TaskInputs.parse(task.input()).words();
    if (words.startsWith("hold")) {
      releases.acquire();
    } else if (words.startsWith("tell ")) {
      var steps = Integer.parseInt(words.substring(5));
      for (int i = 1; i <= steps; i++) {
        releases.acquire();
        log.tell(List.of(draft("progress", task.createdAt(), Map.of("step", i))));
      }
    }
    return words.startsWith("fail")
        ? new Outcome.Failed("DeepSeek API调用失败: 网络超时", USAGE)
        : new Outcome.Completed(RESULT, USAGE);
  }

  @Override
  public List<EventDraft> ended(
      Task task, TaskStatus status, byte[] result, String error, Instant at) {
    return List.of(draft("task_status_update", at, Map.of("status", status.word())));
  }

  private static EventDraft draft(String type, Instant at, Map<String, Object> fields) {
    var json = Json.mapper().createObjectNode().put("type", type);
    fields.forEach(json::putPOJO);
    return new EventDraft(type, Json.bytes(json), at, false);
  }
}
