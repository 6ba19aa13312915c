package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.finish;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;
import static taskloom.store.Samples.told;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;

class H2StoreConcurrencyTest {
  private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

  private H2Store open() {
    return H2Store.open(url, "memory", Clock.systemUTC());
  }

  @Test
  void eachTaskEndsOnceAndIsToldInOrderWhoeverChangesIt() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int tasks = 100;
    var ends = new ConcurrentHashMap<String, AtomicInteger>();
    var heard = new HashMap<String, List<TaskEvent>>();
    var heardByClient = new HashMap<String, List<TaskEvent>>();
    try (var store = open()) {
      store.listener(event -> {
        heard.computeIfAbsent(event.taskId(), _ -> new ArrayList<>()).add(event);
        if (event.clientId() != null) {
          heardByClient.computeIfAbsent(event.clientId(), _ -> new ArrayList<>()).add(event);
        }
      });
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int thread = 0; thread < 8; thread++) {
          var random = new Random(seed + thread);
          threads.submit(() -> race(store, random, tasks, ends));
        }
      }
      Samples.await(store.apply(new Change.Tell("none", List.of())));
      StoreAudit.check(url);
      StoreAudit.checkNoUpdateMissing(url);
      assertThat(ends).hasSize(tasks);
      assertThat(ends.values()).allSatisfy(count -> assertThat(count).hasValue(1));
      for (var entry : heard.entrySet()) {
        assertThat(store.events(entry.getKey(), 0, 10_000))
            .usingRecursiveComparison()
            .isEqualTo(entry.getValue());
      }
      for (var entry : heardByClient.entrySet()) {
        assertThat(store.clientEvents(entry.getKey(), 0, Long.MAX_VALUE, 100_000))
            .usingRecursiveComparison()
            .isEqualTo(entry.getValue());
      }
      assertThat(store.totals().get(TaskStatus.PENDING)).isZero();
      assertThat(store.totals().get(TaskStatus.PROCESSING)).isZero();
    }
  }

  /// Every thread submits some of the tasks and tries to start and end all of them.
  private static void race(
      TaskStore store, Random random, int tasks, Map<String, AtomicInteger> ends) {
    var futures = new ArrayList<CompletableFuture<?>>();
    for (int i = 0; i < tasks; i++) {
      var id = "t" + i;
      futures.add(
          store
              .apply(submit(task(id, "ada", "client-" + i % 7, at(i))))
              .exceptionally(_ -> Applied.DONE));
      futures.add(store.apply(start(id)));
      futures.add(store.apply(new Change.Tell(id, List.of(pushed("progress"), told("step")))));
      var status =
          switch (random.nextInt(3)) {
            case 0 -> TaskStatus.COMPLETED;
            case 1 -> TaskStatus.FAILED;
            default -> TaskStatus.CANCELLED;
          };
      futures.add(
          store
              .apply(finish(id, status))
              .thenAccept(applied -> {
                if (applied.equals(Applied.DONE)) {
                  ends.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
                }
              }));
      if (random.nextInt(4) == 0) {
        futures.forEach(Samples::await);
        futures.clear();
      }
    }
    futures.forEach(Samples::await);
  }

  @Test
  void countsAgreeWithTheRowsAfterAnythingThatCanHappen() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    try (var store = open()) {
      for (int round = 0; round < 10; round++) {
        var futures = new ArrayList<CompletableFuture<Applied>>();
        for (int i = 0; i < 100; i++) {
          futures.add(store.apply(anything(random)).exceptionally(_ -> Applied.DONE));
        }
        futures.forEach(Samples::await);
        StoreAudit.check(url);
      }
    }
  }

  private static Change anything(Random random) {
    int number = random.nextInt(40);
    var id = "t" + number;
    return switch (random.nextInt(12)) {
      case 0, 1, 2 ->
          new Change.Submit(
              task(id, "owner" + number % 3, number % 4 == 0 ? null : "c" + number % 5, at(number)),
              random.nextInt(3) == 0 ? "key" + random.nextInt(20) : null,
              List.of(told("task_submitted")));
      case 3, 4 -> start(id);
      case 5 -> complete(id);
      case 6 -> finish(id, TaskStatus.CANCELLED);
      case 7 -> new Change.HandBack(id, at(9));
      case 8 -> new Change.Edit(id, at(9), "a", null, random.nextBoolean(), null);
      case 9 -> new Change.Tell(id, List.of(pushed("progress"), told("step")));
      case 10 ->
          new Change.Checkpoint(
              id, "c" + random.nextInt(3), json("{}"), new TokenUsage(1, 1), List.of(pushed("x")));
      default -> new Change.Delete(id);
    };
  }
}
