package taskloom.store;

import static taskloom.store.Samples.at;
import static taskloom.store.Samples.finish;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.told;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import taskloom.task.Change;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// Changes and queries at random: a few owners and clients, many equal times, words that are alike.
final class RandomChanges {
  static final List<String> OWNERS = List.of("ada", "bob", "eve");
  private static final List<String> TYPES = List.of("custom", "example", "other");
  private static final List<String> WORDS =
      List.of("Queue", "queue_two", "100%", "back\\slash", "机场", "机票", "Ärger", "ärger", "a", "");

  private final Random random;
  private final HistoryModel model;
  private int submitted;

  RandomChanges(Random random, HistoryModel model) {
    this.random = random;
    this.model = model;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> @Nullable T perhaps(List<T> of) {
    return random.nextInt(3) == 0 ? one(of) : null;
  }

  /// One of an owner's two clients, whose name the owner's is the beginning of.
  String clientOf(String owner) {
    return owner + "-" + random.nextInt(2);
  }

  /// A change of a task that is there, mostly, or a new task.
  Change change() {
    var id = anyId();
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> start(id);
      case 4, 5, 6 -> ending(id);
      case 7 -> new Change.HandBack(id, at(3));
      case 8, 9 -> new Change.Tell(id, List.of(told("step"), pushed("progress")));
      case 10, 11 -> new Change.Edit(id, at(4), null, null, random.nextBoolean(), null);
      case 12 -> new Change.Edit(id, at(4), perhaps(WORDS), perhaps(WORDS), null, null);
      case 13 -> new Change.Delete(id);
      default -> submission();
    };
  }

  Change.Submit submission() {
    var owner = one(OWNERS);
    var task =
        new Task(
            "t" + submitted++,
            owner,
            random.nextInt(4) == 0 ? null : clientOf(owner),
            one(List.of(TaskKind.values())),
            TaskStatus.PENDING,
            one(WORDS),
            one(WORDS) + " " + one(WORDS),
            one(TYPES),
            null,
            0,
            false,
            json("{}"),
            null,
            null,
            0,
            TokenUsage.NONE,
            time(),
            time(),
            null,
            null);
    return new Change.Submit(task, null, List.of(told("task_submitted")));
  }

  private Change ending(String id) {
    var status = one(List.of(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED));
    return random.nextBoolean()
        ? finish(id, status)
        : new Change.Finish(
            id,
            status,
            at(5),
            status == TaskStatus.COMPLETED
                ? json("[" + "1".repeat(random.nextInt(200)) + "]")
                : null,
            status == TaskStatus.FAILED ? "错".repeat(random.nextInt(60)) : null,
            TokenUsage.NONE,
            List.of(pushed(status.word())));
  }

  /// Of a task that is there, or of one that is not or no longer.
  String anyId() {
    var all = model.all();
    return all.isEmpty() || random.nextInt(20) == 0
        ? "t" + random.nextInt(submitted + 5)
        : one(all).id();
  }

  /// Few different ones, so that many tasks have the same.
  Instant time() {
    return at(random.nextInt(40));
  }

  /// How many to a page: one, a few, or all there are.
  int limit() {
    return switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> 200;
      default -> 1 + random.nextInt(12);
    };
  }

  /// A list.
  TaskQuery query(boolean withText) {
    return new TaskQuery(
        one(OWNERS),
        perhaps(List.of(TaskKind.values())),
        perhaps(List.of(TaskStatus.values())),
        perhaps(TYPES),
        random.nextInt(6) == 0,
        withText ? text() : null,
        random.nextInt(4) == 0 ? time() : null,
        random.nextInt(4) == 0 ? time() : null,
        null,
        limit());
  }

  /// The page of a list after `cursor`, of whatever size.
  TaskQuery page(TaskQuery list, @Nullable String cursor) {
    return new TaskQuery(
        list.owner(),
        list.kind(),
        list.status(),
        list.taskType(),
        list.pinnedOnly(),
        list.text(),
        list.createdAfter(),
        list.createdBefore(),
        cursor,
        limit());
  }

  private String text() {
    var word = one(WORDS);
    int from = random.nextInt(word.length() + 1);
    return word.substring(from, from + random.nextInt(word.length() - from + 1));
  }
}
