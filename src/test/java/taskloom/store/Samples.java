package taskloom.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;

/// Tasks and changes for tests, and what they come to.
final class Samples {
  static final Instant T0 = Instant.parse("2025-01-17T15:30:00.123456Z");

  private Samples() {}

  static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Task task(String id) {
    return task(id, "ada", "client-1", T0);
  }

  static Task task(String id, String owner, @Nullable String clientId, Instant createdAt) {
    return new Task(
        id,
        owner,
        clientId,
        TaskKind.REASONING,
        TaskStatus.PENDING,
        "明早七点去机场",
        "明早七点去机场，记得身份证和充电宝",
        "custom",
        null,
        0,
        false,
        json("{\"text\":\"明早七点去机场\"}"),
        null,
        null,
        0,
        TokenUsage.NONE,
        createdAt,
        createdAt,
        null,
        null);
  }

  static Task task(
      String id,
      Instant createdAt,
      TaskKind kind,
      String taskType,
      String title,
      String description) {
    return new Task(
        id,
        "ada",
        null,
        kind,
        TaskStatus.PENDING,
        title,
        description,
        taskType,
        null,
        0,
        false,
        json("{}"),
        null,
        null,
        0,
        TokenUsage.NONE,
        createdAt,
        createdAt,
        null,
        null);
  }

  static EventDraft told(String type) {
    return new EventDraft(type, json("{\"type\":\"" + type + "\"}"), T0, false);
  }

  static EventDraft pushed(String status) {
    return new EventDraft("task_status_update", json("{\"status\":\"" + status + "\"}"), T0, true);
  }

  static Change.Submit submit(Task task) {
    return new Change.Submit(task, null, List.of(told("task_submitted")));
  }

  static Change.Submit submit(String id) {
    return submit(task(id));
  }

  static Change.Start start(String id) {
    return new Change.Start(id, at(1), List.of(pushed("processing")));
  }

  static Change.Finish complete(String id) {
    return finish(id, TaskStatus.COMPLETED);
  }

  static Change.Finish finish(String id, TaskStatus status) {
    var word = status.word().toLowerCase(Locale.ROOT);
    return new Change.Finish(
        id,
        status,
        at(2),
        status == TaskStatus.COMPLETED ? json("{\"task_type\":\"trip\"}") : null,
        status == TaskStatus.FAILED ? "DeepSeek API调用失败: 网络超时" : null,
        new TokenUsage(100, 20),
        List.of(pushed(word)));
  }

  static TaskQuery listing(String owner) {
    return new TaskQuery(owner, null, null, null, false, null, null, null, null, 50);
  }

  /// A listing of `ada`'s, filtered.
  static TaskQuery query(
      @Nullable TaskKind kind,
      @Nullable TaskStatus status,
      @Nullable String taskType,
      boolean pinnedOnly,
      @Nullable String text) {
    return new TaskQuery("ada", kind, status, taskType, pinnedOnly, text, null, null, null, 50);
  }

  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Applies changes one after the other, each after the commit of the one before.
  static Applied apply(TaskStore store, Change... changes) {
    Applied last = Applied.DONE;
    for (var change : changes) {
      last = await(store.apply(change));
    }
    return last;
  }

  static <T> T await(java.util.concurrent.Future<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
