package taskloom.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import taskloom.store.H2Store;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// A history page and a lookup over HTTP, at ten thousand tasks and at a million.
final class HistoryBench {
  private static final byte[] INPUT =
      "{\"text\":\"明早七点去机场，记得身份证和充电宝\"}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] RESULT =
      "{\"task_type\":\"trip\",\"confidence\":0.85}".getBytes(StandardCharsets.UTF_8);
  private static final int REQUESTS = 3_000;

  /// Tasks not committed yet, well below what the store refuses more at.
  private static final int UNDER_WAY = 2_000;

  private HistoryBench() {}

  static void run() throws Exception {
    for (int tasks : new int[] {10_000, 1_000_000}) {
      var data = Files.createTempDirectory("taskloom-bench");
      var ids = fill(data, tasks);
      try (var server = Bench.stub(Map.of("TASKLOOM_DATA", data.toString()));
          var http = HttpClient.newHttpClient()) {
        var random = new Random(1);
        var page = new long[REQUESTS];
        var lookup = new long[REQUESTS];
        // The first half warms up.
        for (int i = 0; i < 2 * REQUESTS; i++) {
          page[i % REQUESTS] = time(http, server.http("/history/tasks?limit=50"));
          var id = ids.get(random.nextInt(ids.size()));
          lookup[i % REQUESTS] = time(http, server.http("/history/tasks/" + id));
        }
        Bench.row("history page of 50 at %,d tasks".formatted(tasks), latency(page));
        Bench.row("lookup at %,d tasks".formatted(tasks), latency(lookup));
      }
    }
  }

  private static String latency(long[] nanos) {
    return "p50 %.2f ms, p99 %.2f ms"
        .formatted(Bench.percentile(nanos, 50), Bench.percentile(nanos, 99));
  }

  private static long time(HttpClient http, URI address) throws IOException, InterruptedException {
    var begun = System.nanoTime();
    var response = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(address + " answered " + response.statusCode());
    }
    return System.nanoTime() - begun;
  }

  /// Finished tasks of a hundred clients, straight into the store; gives a sample of their ids.
  private static List<String> fill(Path data, int tasks) throws Exception {
    var ids = new ArrayList<String>();
    var underWay = new Semaphore(UNDER_WAY);
    var clients = new String[100];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = UUID.randomUUID().toString();
    }
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      store.listener(_ -> {});
      var start = Instant.parse("2026-01-01T00:00:00Z");
      for (int i = 0; i < tasks; i++) {
        var task = task(i, clients[i % clients.length], start.plusMillis(i));
        if (i % (tasks / 1_000) == 0) {
          ids.add(task.id());
        }
        underWay.acquire();
        var _ = store.apply(new Change.Submit(task, null, events(task, "task_submitted", false)));
        var _ =
            store.apply(
                new Change.Start(
                    task.id(), task.createdAt(), events(task, "task_status_update", true)));
        var _ =
            store
                .apply(
                    new Change.Finish(
                        task.id(),
                        TaskStatus.COMPLETED,
                        task.createdAt(),
                        RESULT,
                        null,
                        TokenUsage.NONE,
                        events(task, "task_status_update", true)))
                .whenComplete((_, _) -> underWay.release());
      }
      underWay.acquire(UNDER_WAY);
    }
    return ids;
  }

  private static List<EventDraft> events(Task task, String type, boolean pushed) {
    var payload = "{\"type\":\"%s\",\"task_id\":\"%s\"}".formatted(type, task.id());
    return List.of(
        new EventDraft(type, payload.getBytes(StandardCharsets.UTF_8), task.createdAt(), pushed));
  }

  private static Task task(int number, String clientId, Instant at) {
    return new Task(
        id(at),
        "local",
        clientId,
        TaskKind.REASONING,
        TaskStatus.PENDING,
        "明早七点去机场 " + number,
        "明早七点去机场，记得身份证和充电宝",
        "custom",
        null,
        0,
        false,
        INPUT,
        null,
        null,
        0,
        TokenUsage.NONE,
        at,
        at,
        null,
        null);
  }

  /// As the server makes them: a UUID of version 7, ordered by time.
  private static String id(Instant at) {
    var random = UUID.randomUUID();
    var high = (at.toEpochMilli() << 16) | 0x7000L | (random.getMostSignificantBits() & 0xFFFL);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }
}
