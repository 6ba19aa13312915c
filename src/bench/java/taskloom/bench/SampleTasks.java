package taskloom.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;

/// Tasks of a hundred clients, a millisecond apart, and the three changes that finish one. The n-th
/// task's title ends with n.
final class SampleTasks {
  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] SHORT = json(120);

  private final Random random = new Random(1);
  private final String[] clients = new String[100];
  private final byte[] body;
  private final byte[] completed;
  private int made;

  /// @param bytes of each input and each result
  SampleTasks(int bytes) {
    body = json(bytes);
    completed = json(120 + bytes);
    for (int i = 0; i < clients.length; i++) {
      clients[i] = UUID.randomUUID().toString();
    }
  }

  /// How many there are so far.
  int made() {
    return made;
  }

  String anyClient() {
    return clients[random.nextInt(clients.length)];
  }

  Task next() {
    var at = BEGIN.plusMillis(made++);
    // Ids in the order of time, as the engine makes them.
    var id = new UUID(at.toEpochMilli() << 16 | 0x7000, random.nextLong()).toString();
    return new Task(
        id,
        "local",
        anyClient(),
        TaskKind.REASONING,
        TaskStatus.PENDING,
        "明早七点去机场 " + made,
        "明早七点去机场，记得身份证和充电宝",
        "custom",
        null,
        0,
        false,
        body,
        null,
        null,
        0,
        TokenUsage.NONE,
        at,
        at,
        null,
        null);
  }

  Change.Submit submit(Task task) {
    return new Change.Submit(task, null, List.of(event(task, "task_submitted", SHORT, false)));
  }

  Change.Start start(Task task) {
    return new Change.Start(
        task.id(), task.createdAt(), List.of(event(task, "task_status_update", SHORT, true)));
  }

  Change.Finish finish(Task task) {
    return new Change.Finish(
        task.id(),
        TaskStatus.COMPLETED,
        task.createdAt(),
        body,
        null,
        TokenUsage.NONE,
        List.of(event(task, "task_status_update", completed, true)));
  }

  /// As the engine does it with a model that answers at once: the three changes are queued one
  /// after the other. Done when the last one is.
  CompletableFuture<Applied> pass(TaskStore store, Task task) {
    var _ = store.apply(submit(task));
    var _ = store.apply(start(task));
    return store.apply(finish(task));
  }

  private static EventDraft event(Task task, String type, byte[] payload, boolean pushed) {
    return new EventDraft(type, payload, task.createdAt(), pushed);
  }

  private static byte[] json(int bytes) {
    return ("{\"text\":\"" + "x".repeat(bytes - 11) + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
