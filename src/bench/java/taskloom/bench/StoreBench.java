package taskloom.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import taskloom.store.H2Store;
import taskloom.task.Task;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;

/// Measures the store alone, in this process: tasks through submit, start and finish with three
/// events, one task at a time, and lookups and pages among as many tasks as the first argument says
/// (200,000 without one).
final class StoreBench {
  private final H2Store store;
  private final Random random = new Random(1);
  private final List<String> ids = new ArrayList<>();
  private final SampleTasks samples = new SampleTasks(1_000);

  private StoreBench(H2Store store) {
    this.store = store;
  }

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    var directory = Files.createTempDirectory("taskloom-bench");
    try (var store = H2Store.open(directory, Clock.systemUTC())) {
      store.listener(_ -> {});
      var bench = new StoreBench(store);
      bench.throughput("warming up", Math.min(tasks, 60_000));
      bench.throughput("submit, start, finish together", tasks - bench.samples.made());
      System.out.printf("file: %,d MB%n", Files.size(directory.resolve("taskloom.mv.db")) >> 20);
      bench.stepByStep(20_000);
      bench.alone("one submit alone", 3_000);
      bench.lookups();
    } finally {
      delete(directory);
    }
  }

  private void throughput(String what, int tasks) throws InterruptedException {
    var underWay = new Semaphore(2_000);
    var meter = new Meter();
    for (int i = 0; i < tasks; i++) {
      underWay.acquire();
      var task = task();
      var _ = samples.pass(store, task).whenComplete((_, _) -> underWay.release());
    }
    underWay.acquire(2_000);
    meter.print(what, tasks);
  }

  /// As with a model that takes its time: each change of a task is a commit later than the one
  /// before.
  private void stepByStep(int tasks) throws InterruptedException {
    var underWay = new Semaphore(500);
    var meter = new Meter();
    for (int i = 0; i < tasks; i++) {
      underWay.acquire();
      var task = task();
      var _ =
          store
              .apply(samples.submit(task))
              .thenCompose(_ -> store.apply(samples.start(task)))
              .thenCompose(_ -> store.apply(samples.finish(task)))
              .whenComplete((_, _) -> underWay.release());
    }
    underWay.acquire(500);
    meter.print("submit, start, finish in three commits", tasks);
  }

  private void alone(String what, int tasks) {
    var nanos = new long[tasks];
    for (int i = -tasks; i < tasks; i++) {
      var task = task();
      var begun = System.nanoTime();
      store.apply(samples.submit(task)).join();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - begun;
      }
      LockSupport.parkNanos(200_000);
    }
    print(what, nanos);
  }

  private void lookups() {
    time("find", () -> store.find(anyId()).orElseThrow());
    time("events of a task", () -> store.events(anyId(), 0, 100));
    time(
        "latest 50 of a client", () -> store.ofClient("local", samples.anyClient(), 50, 1_000_000));
    time(
        "last 50 updates of a client",
        () -> {
          var client = samples.anyClient();
          long last = store.lastClientSeq(client);
          return store.clientEvents(client, last - 50, last, 50);
        });
    time("page of 50", () -> store.page(query(null, false, null, null, null)));
    time(
        "page of 50, completed",
        () -> store.page(query(TaskStatus.COMPLETED, false, null, null, null)));
    time(
        "page of 50, none match",
        () -> store.page(query(TaskStatus.FAILED, true, null, null, null)));
    var cursor = store.page(query(null, false, null, null, null)).nextCursor();
    time("page of 50, the second", () -> store.page(query(null, false, null, null, cursor)));
    time(
        "page of 50 in a period",
        () ->
            store.page(
                query(
                    null,
                    false,
                    null,
                    SampleTasks.BEGIN.plusMillis(random.nextInt(samples.made())),
                    null)));
    time("totals", store::totals);
    slow("search, frequent word", () -> store.page(query(null, false, "机场 1", null, null)));
    slow("search, nothing found", () -> store.page(query(null, false, "潜水艇", null, null)));
  }

  private String anyId() {
    return ids.get(random.nextInt(ids.size()));
  }

  private Task task() {
    var task = samples.next();
    if (samples.made() % 100 == 0) {
      ids.add(task.id());
    }
    return task;
  }

  private static TaskQuery query(
      TaskStatus status, boolean pinned, String text, Instant before, String cursor) {
    return new TaskQuery("local", null, status, null, pinned, text, null, before, cursor, 50);
  }

  private interface Lookup {
    Object look();
  }

  private static void time(String what, Lookup lookup) {
    time(what, 5_000, lookup);
  }

  private static void slow(String what, Lookup lookup) {
    time(what, 30, lookup);
  }

  private static void time(String what, int times, Lookup lookup) {
    var nanos = new long[times];
    for (int i = -times; i < times; i++) {
      var begun = System.nanoTime();
      if (lookup.look() == null) {
        throw new AssertionError();
      }
      if (i >= 0) {
        nanos[i] = System.nanoTime() - begun;
      }
    }
    print(what, nanos);
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: p50 %,d µs, p99 %,d µs%n",
        what, nanos[nanos.length / 2] / 1_000, nanos[nanos.length * 99 / 100] / 1_000);
  }

  /// Wall clock, CPU and commits since it was made.
  private final class Meter {
    private final long commits = store.figures().commits();
    private final long cpu = cpu();
    private final long begun = System.nanoTime();

    void print(String what, int tasks) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          "%s: %,.0f tasks/s, %.1f µs of CPU each (the bench's own share included), %,d commits%n",
          what, tasks / seconds, (cpu() - cpu) / 1e3 / tasks, store.figures().commits() - commits);
    }

    private static long cpu() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
