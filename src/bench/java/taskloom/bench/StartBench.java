package taskloom.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// From the start of the process to the first `pong`, the first task's answer by the embedded
/// analyst, and resident memory at rest: of the jar as `infra/run` starts it, with and without the
/// JVM's cache. Each run has a process and a data folder of its own; the two kinds take turns.
final class StartBench {
  private static final byte[] PONG = "\"pong\"".getBytes(StandardCharsets.US_ASCII);
  private static final Path CACHE = Path.of("target", "taskloom.aot");

  private StartBench() {}

  /// One run's figures: times in nanoseconds, memory in bytes.
  private record Run(long pong, long task, long resident) {}

  /// @param runs of each kind
  static void run(int runs) throws Exception {
    var cached = new ArrayList<Run>();
    var plain = new ArrayList<Run>();
    for (int i = 0; i < runs; i++) {
      cached.add(once("-XX:AOTCache=" + CACHE));
      plain.add(once("-XX:AOTMode=off"));
    }
    rows("with the cache", cached);
    rows("without it", plain);
  }

  private static Run once(String option) throws IOException, InterruptedException {
    var data = Files.createTempDirectory("taskloom-start");
    var port = freePort();
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@infra/java-options",
                option,
                "-jar",
                "target/taskloom.jar")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(StartBench::isSetting);
    builder.environment().put("TASKLOOM_PORT", Integer.toString(port));
    builder.environment().put("TASKLOOM_DATA", data.toString());
    var begun = System.nanoTime();
    var process = builder.start();
    try (var load = new Load(connected(process, port), 1)) {
      var socket = load.sockets().getFirst();
      socket.send(LoadSocket.frame("{\"type\":\"ping\"}"));
      var pong = answered(load, PONG) - begun;
      var submitted = System.nanoTime();
      socket.send(Bench.SUBMIT);
      var task = answered(load, Bench.COMPLETED) - submitted;
      // At rest: nothing is under way any more, and what the start has used is given back.
      LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
      return new Run(pong, task, Server.residentBytes(process.pid()));
    } finally {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      delete(data);
    }
  }

  /// Waits for the port, then gives the address; every two milliseconds is close enough and leaves
  /// the processors to the server.
  private static URI connected(Process process, int port) throws IOException {
    while (process.isAlive()) {
      try (var _ = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
        return URI.create("ws://127.0.0.1:" + port + "/ws");
      } catch (IOException _) {
        LockSupport.parkNanos(2_000_000);
      }
    }
    throw new IOException("the server ended with exit code " + process.exitValue());
  }

  private static long answered(Load load, byte[] word) throws IOException {
    var at = new long[1];
    load.runUntil(
        () -> at[0] != 0,
        (_, message) -> {
          if (Bench.contains(message, word)) {
            at[0] = System.nanoTime();
          }
        });
    return at[0];
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isSetting(String name) {
    return name.startsWith("TASKLOOM_") || name.endsWith("_API_KEY");
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void rows(String kind, List<Run> runs) {
    Bench.row(
        "start to first pong, " + kind, spread(runs.stream().mapToLong(Run::pong), 1e6, "ms"));
    Bench.row(
        "first task after that, " + kind, spread(runs.stream().mapToLong(Run::task), 1e6, "ms"));
    Bench.row(
        "resident memory at rest, " + kind,
        spread(runs.stream().mapToLong(Run::resident), 1 << 20, "MiB"));
  }

  private static String spread(java.util.stream.LongStream figures, double unit, String name) {
    var sorted = figures.toArray();
    Arrays.sort(sorted);
    return "min %.0f, median %.0f, max %.0f %s"
        .formatted(
            sorted[0] / unit,
            sorted[sorted.length / 2] / unit,
            sorted[sorted.length - 1] / unit,
            name);
  }
}
