package taskloom.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Prints the figures of the README's table. Arguments choose rows: `ping tasks http alone slow
/// idle history watch`, all without; `--start` for the start of the process. `BENCH_TASKS` is after
/// how many tasks the row `http` looks at the memory.
final class Bench {
  private static final ByteBuffer PING = LoadSocket.frame("{\"type\":\"ping\"}");
  static final ByteBuffer SUBMIT =
      LoadSocket.frame("{\"type\":\"submit_task\",\"data\":{\"text\":\"明早七点去机场，记得身份证和充电宝\"}}");
  static final byte[] COMPLETED = "\"completed\"".getBytes();

  private Bench() {}

  public static void main(String[] args) throws Exception {
    System.out.println("| figure | measured |");
    System.out.println("|---|---|");
    if (args.length > 0 && args[0].equals("--start")) {
      StartBench.run(args.length > 1 ? Integer.parseInt(args[1]) : 20);
      return;
    }
    var rows =
        args.length == 0
            ? List.of("ping", "tasks", "http", "alone", "slow", "idle", "history", "watch")
            : List.of(args);
    for (var row : rows) {
      switch (row) {
        case "ping" -> ping();
        case "tasks" -> tasks();
        case "http" -> http();
        case "alone" -> alone();
        case "slow" -> slow();
        case "idle" -> idle();
        case "history" -> HistoryBench.run();
        case "watch" -> WatchBench.run();
        default -> throw new IllegalArgumentException("no row " + row);
      }
    }
  }

  /// Round trips on 64 sockets, one ping under way on each; the bare echo and Taskloom in turn, so
  /// that noise hits both.
  private static void ping() throws Exception {
    try (var echo = new Server(EchoServer.class.getName(), Map.of(), "@infra/java-options");
        var taskloom = stub(Map.of())) {
      var results = new double[2][5][];
      pingFor(echo, Duration.ofSeconds(4));
      pingFor(taskloom, Duration.ofSeconds(4));
      for (int i = 0; i < 5; i++) {
        results[0][i] = pingFor(echo, Duration.ofSeconds(3));
        results[1][i] = pingFor(taskloom, Duration.ofSeconds(3));
      }
      var bare = median(results[0]);
      var ours = median(results[1]);
      row(
          "ping, bare Helidon echo",
          "%,.0f/s at %.1f µs of server CPU".formatted(bare[0], bare[1]));
      row(
          "ping, Taskloom",
          "%,.0f/s at %.1f µs of server CPU (%.2f of the echo's rate)"
              .formatted(ours[0], ours[1], ours[0] / bare[0]));
    }
  }

  private static double[] pingFor(Server server, Duration time) throws IOException {
    try (var load = new Load(server.ws("/ws"), 64)) {
      var count = new long[1];
      var cpu = server.cpu();
      var begun = System.nanoTime();
      for (var socket : load.sockets()) {
        socket.send(PING);
      }
      load.runUntil(
          () -> System.nanoTime() - begun > time.toNanos(),
          (socket, _) -> {
            count[0]++;
            socket.send(PING);
          });
      return rates(count[0], begun, cpu, server);
    }
  }

  /// Submit to completed on 32 sockets with 32 tasks under way on each.
  private static void tasks() throws Exception {
    try (var server = stub(Map.of())) {
      tasksFor(server, Duration.ofSeconds(8));
      var results = new double[5][];
      for (int i = 0; i < results.length; i++) {
        results[i] = tasksFor(server, Duration.ofSeconds(4));
      }
      var ours = median(results);
      row(
          "submit → completed, durable",
          "%,.0f/s at %.3f ms of server CPU per task".formatted(ours[0], ours[1] / 1000));
    }
  }

  /// The same where the model is an API over HTTP in a process of its own, with the server as it is
  /// deployed; then its resident memory after so many tasks in all.
  private static void http() throws Exception {
    long tasks = Long.parseLong(System.getenv().getOrDefault("BENCH_TASKS", "100000"));
    try (var model = new Server(ModelServer.class.getName(), Map.of(), "-Xmx256m");
        var server =
            new Server(
                "taskloom.Main",
                Map.of(
                    "TASKLOOM_DATA",
                    Files.createTempDirectory("taskloom-bench").toString(),
                    "TASKLOOM_PORT",
                    "0",
                    "TASKLOOM_SUBMIT_RATE",
                    "0",
                    "TASKLOOM_MODEL_BASE_URL",
                    model.http("/v1").toString(),
                    "TASKLOOM_MODEL_API_KEY",
                    "key",
                    "TASKLOOM_MODEL_NAME",
                    "stub"))) {
      double done = tasksFor(server, Duration.ofSeconds(10))[2];
      var results = new double[5][];
      for (int i = 0; i < results.length; i++) {
        results[i] = tasksFor(server, Duration.ofSeconds(4));
        done += results[i][2];
      }
      var ours = median(results);
      row(
          "submit → completed, a model API over HTTP",
          "%,.0f/s at %.3f ms of server CPU per task".formatted(ours[0], ours[1] / 1000));
      while (done < tasks) {
        done += tasksFor(server, Duration.ofSeconds(4))[2];
      }
      row(
          "resident memory after %,d such tasks".formatted((long) done),
          "%,d MiB".formatted(server.residentBytes() >> 20));
    }
  }

  private static double[] tasksFor(Server server, Duration time) throws IOException {
    try (var load = new Load(server.ws("/ws"), 32)) {
      var count = new long[1];
      var cpu = server.cpu();
      var begun = System.nanoTime();
      for (var socket : load.sockets()) {
        for (int i = 0; i < 32; i++) {
          socket.send(SUBMIT);
        }
      }
      load.runUntil(
          () -> System.nanoTime() - begun > time.toNanos(),
          (socket, message) -> {
            if (contains(message, COMPLETED)) {
              count[0]++;
              socket.send(SUBMIT);
            }
          });
      return rates(count[0], begun, cpu, server);
    }
  }

  /// One task after the other on one socket.
  private static void alone() throws Exception {
    try (var server = stub(Map.of());
        var load = new Load(server.ws("/ws"), 1)) {
      latencies(load, 3_000);
      var nanos = latencies(load, 5_000);
      row(
          "one task alone, end to end",
          "p50 %.2f ms, p99 %.2f ms".formatted(percentile(nanos, 50), percentile(nanos, 99)));
    }
  }

  private static long[] latencies(Load load, int tasks) throws IOException {
    var nanos = new long[tasks];
    var done = new int[1];
    var socket = load.sockets().getFirst();
    socket.startedAt = System.nanoTime();
    socket.send(SUBMIT);
    load.runUntil(
        () -> done[0] == tasks,
        (each, message) -> {
          if (contains(message, COMPLETED)) {
            var now = System.nanoTime();
            nanos[done[0]++] = now - each.startedAt;
            each.startedAt = now;
            if (done[0] < tasks) {
              each.send(SUBMIT);
            }
          }
        });
    return nanos;
  }

  /// A model that takes two seconds, 2,000 tasks in flight, one on each socket.
  private static void slow() throws Exception {
    try (var server = stub(Map.of("BENCH_MODEL_MILLIS", "2000", "TASKLOOM_WORKERS", "2000"));
        var load = new Load(server.ws("/ws"), 2_000)) {
      int warmUp = 8_000;
      int tasks = warmUp + 8_000;
      var nanos = new long[tasks];
      var done = new int[1];
      // Spread over the two seconds, as clients are, instead of in one burst.
      var begun = System.nanoTime();
      var next = new int[1];
      load.runUntil(
          () -> {
            try {
              var due = (int) Math.min(2_000, (System.nanoTime() - begun) / 1_000_000);
              for (; next[0] < due; next[0]++) {
                submit(load.sockets().get(next[0]));
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            return done[0] == tasks;
          },
          (socket, message) -> {
            if (contains(message, COMPLETED) && done[0] < tasks) {
              nanos[done[0]++] = System.nanoTime() - socket.startedAt - 2_000_000_000L;
              submit(socket);
            }
          });
      var warm = Arrays.copyOfRange(nanos, warmUp, tasks);
      row(
          "a model that takes 2 s, 2,000 in flight: added latency",
          "p50 %.1f ms, p99 %.1f ms".formatted(percentile(warm, 50), percentile(warm, 99)));
    }
  }

  private static void submit(LoadSocket socket) throws IOException {
    socket.startedAt = System.nanoTime();
    socket.send(SUBMIT);
  }

  /// Resident memory per idle socket: 10,000 of them, against the same server with none.
  private static void idle() throws Exception {
    try (var echo = new Server(EchoServer.class.getName(), Map.of(), "@infra/java-options");
        var taskloom = stub(Map.of())) {
      var bare = idleBytes(echo);
      var ours = idleBytes(taskloom);
      row(
          "10,000 idle sockets",
          "%.1f KiB each (bare Helidon echo: %.1f)".formatted(ours / 1024, bare / 1024));
    }
  }

  private static double idleBytes(Server server) throws IOException, InterruptedException {
    int sockets = 10_000;
    pingFor(server, Duration.ofSeconds(2));
    server.collect();
    var before = server.residentBytes();
    try (var load = new Load(server.ws("/ws"), sockets)) {
      load.runUntil(() -> true, (_, _) -> {});
      server.collect();
      return (double) (server.residentBytes() - before) / sockets;
    }
  }

  static Server stub(Map<String, String> environment) throws IOException {
    var variables = new java.util.HashMap<>(environment);
    variables.putIfAbsent("TASKLOOM_DATA", Files.createTempDirectory("taskloom-bench").toString());
    variables.put("TASKLOOM_PORT", "0");
    variables.put("TASKLOOM_SUBMIT_RATE", "0");
    return new Server(StubServer.class.getName(), variables, "@infra/java-options");
  }

  static void row(String figure, String measured) {
    System.out.println("| " + figure + " | " + measured + " |");
  }

  static double percentile(long[] nanos, int percent) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  private static double[] rates(long count, long begun, Duration cpuBefore, Server server) {
    var seconds = (System.nanoTime() - begun) / 1e9;
    var cpuMicros = server.cpu().minus(cpuBefore).toNanos() / 1e3;
    return new double[] {count / seconds, cpuMicros / count, count};
  }

  private static double[] median(double[][] results) {
    Arrays.sort(results, Comparator.comparingDouble(each -> each[0]));
    return results[results.length / 2];
  }

  static boolean contains(ByteBuffer message, byte[] word) {
    for (int i = message.position(); i <= message.limit() - word.length; i++) {
      int j = 0;
      while (j < word.length && message.get(i + j) == word[j]) {
        j++;
      }
      if (j == word.length) {
        return true;
      }
    }
    return false;
  }
}
