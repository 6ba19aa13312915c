package taskloom.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// Many watchers of one task whose messages come at a set pace. Each message holds the moment it
/// was written, on the clock that both processes share (`System.nanoTime` on Linux), so that its
/// delay is everything from there to a watcher: the commit, the hub, the socket, and the load
/// generator's own reading of a thousand sockets one after the other.
final class WatchBench {
  private static final int WATCHERS = 1_000;
  private static final int PACE = 10;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern ID = Pattern.compile("\"task_id\":\"([^\"]+)\"");

  private WatchBench() {}

  static void run() throws Exception {
    var environment =
        Map.of("BENCH_MESSAGES_A_SECOND", Integer.toString(PACE), "TASKLOOM_SANDBOX", "none");
    try (var server = Bench.stub(environment);
        var load = new Load(server.ws("/task/" + submitted(server)), WATCHERS)) {
      var told = new long[1];
      load.runUntil(after(WARM_UP), (_, message) -> told[0] += written(message) > 0 ? 1 : 0);
      var expected = (int) (WATCHERS * PACE * (MEASURED.toSeconds() + 1));
      var delays = new long[expected];
      var count = new int[1];
      var cpu = server.cpu();
      var begun = System.nanoTime();
      load.runUntil(
          after(MEASURED),
          (_, message) -> {
            long at = written(message);
            if (at > 0 && count[0] < expected) {
              delays[count[0]++] = System.nanoTime() - at;
            }
          });
      var seconds = (System.nanoTime() - begun) / 1e9;
      var micros = server.cpu().minus(cpu).toNanos() / 1e3 / count[0];
      var all = Arrays.copyOf(delays, count[0]);
      Bench.row(
          "%,d watchers of one task, %d messages a second".formatted(WATCHERS, PACE),
          "%,.0f delivered/s at %.1f µs of server CPU each; delay p50 %.1f ms, p99 %.1f ms"
              .formatted(
                  count[0] / seconds,
                  micros,
                  Bench.percentile(all, 50),
                  Bench.percentile(all, 99)));
    }
  }

  private static BooleanSupplier after(Duration time) {
    var end = System.nanoTime() + time.toNanos();
    return () -> System.nanoTime() - end > 0;
  }

  /// When a message was written, 0 for one that does not say so.
  private static long written(ByteBuffer message) {
    for (int i = message.position(); i < message.limit() - CONTENT.length; i++) {
      int j = 0;
      while (j < CONTENT.length && message.get(i + j) == CONTENT[j]) {
        j++;
      }
      if (j == CONTENT.length) {
        long nanos = 0;
        for (int k = i + j;
            k < message.limit() && message.get(k) >= '0' && message.get(k) <= '9';
            k++) {
          nanos = nanos * 10 + message.get(k) - '0';
        }
        return nanos;
      }
    }
    return 0;
  }

  private static String submitted(Server server) throws IOException, InterruptedException {
    var form = new StringBuilder();
    Map.of("ques_all", "watch", "comp_template", "AMERICAN", "format_output", "Markdown")
        .forEach((name, value) ->
            form.append(
                "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(name, value)));
    form.append("--b--\r\n");
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(server.http("/modeling"))
              .header("Content-Type", "multipart/form-data; boundary=b")
              .POST(BodyPublishers.ofString(form.toString()))
              .build();
      var answer = client.send(request, BodyHandlers.ofString()).body();
      var id = ID.matcher(answer);
      if (!id.find()) {
        throw new IOException("not taken in: " + answer);
      }
      return id.group(1);
    }
  }
}
