package taskloom.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import taskloom.store.H2Store;
import taskloom.wire.Json;

/// A history page and a lookup over HTTP, at ten thousand tasks and at a million.
final class HistoryBench {
  private static final int REQUESTS = 3_000;
  private static final int SEARCHES = 30;

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
        for (var q : List.of("机场", "机场 " + tasks / 2, "潜水艇")) {
          Bench.row("search %s at %,d tasks".formatted(q, tasks), search(http, server, q));
        }
      } finally {
        StoreBench.delete(data);
      }
    }
  }

  /// The first page, and how long it takes to go on to the first hit or the end: a word in every
  /// title, one in the middle of the history, one in none.
  private static String search(HttpClient http, Server server, String q) throws Exception {
    var first = "/history/tasks?limit=50&q=" + URLEncoder.encode(q, StandardCharsets.UTF_8);
    var nanos = new long[SEARCHES];
    for (int i = 0; i < 2 * SEARCHES; i++) {
      nanos[i % SEARCHES] = time(http, server.http(first));
    }
    var begun = System.nanoTime();
    int pages = 0;
    var address = first;
    while (true) {
      var page = Json.mapper().readTree(get(http, server.http(address)));
      pages++;
      if (!page.path("tasks").isEmpty() || page.path("next_cursor").isNull()) {
        return latency(nanos)
            + "; %d page(s) in %.2f s to the first hit or the end"
                .formatted(pages, (System.nanoTime() - begun) / 1e9);
      }
      address = first + "&cursor=" + page.path("next_cursor").textValue();
    }
  }

  private static String latency(long[] nanos) {
    return "p50 %.2f ms, p99 %.2f ms"
        .formatted(Bench.percentile(nanos, 50), Bench.percentile(nanos, 99));
  }

  private static long time(HttpClient http, URI address) throws IOException, InterruptedException {
    var begun = System.nanoTime();
    get(http, address);
    return System.nanoTime() - begun;
  }

  private static byte[] get(HttpClient http, URI address) throws IOException, InterruptedException {
    var response = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(address + " answered " + response.statusCode());
    }
    return response.body();
  }

  /// Finished tasks of a hundred clients, straight into the store; gives a sample of their ids.
  private static List<String> fill(Path data, int tasks) throws Exception {
    var ids = new ArrayList<String>();
    var underWay = new Semaphore(UNDER_WAY);
    var samples = new SampleTasks(60);
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      store.listener(_ -> {});
      for (int i = 0; i < tasks; i++) {
        var task = samples.next();
        if (i % (tasks / 1_000) == 0) {
          ids.add(task.id());
        }
        underWay.acquire();
        var _ = samples.pass(store, task).whenComplete((_, _) -> underWay.release());
      }
      underWay.acquire(UNDER_WAY);
    }
    return ids;
  }
}
