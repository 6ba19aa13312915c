package taskloom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.store.H2Store;
import taskloom.task.TaskStatus;

/// A process that dies again and again fails no task but the one that ends it.
/// `-Dtaskloom.crashes=50` for more kills, `-Dtaskloom.seed=…` for the same moments.
class CrashLoopTest {
  @TempDir private Path data;
  private final Map<String, String> acknowledged = new HashMap<>();

  private int run(long killedAfterMillis, String... doing) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EngineProcess.class.getName(),
                data.toString()));
    command.addAll(List.of(doing));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (killedAfterMillis > 0) {
          // From its first answer on; by its handle, so that what it has said is still read.
          CompletableFuture.delayedExecutor(killedAfterMillis, TimeUnit.MILLISECONDS)
              .execute(() -> process.toHandle().destroyForcibly());
          killedAfterMillis = 0;
        }
        acknowledge(line);
      }
    } finally {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private void acknowledge(String line) {
    var words = line.split(" ", 3);
    // The last line of a killed process may be cut.
    if (words.length == 3 && words[1].length() == 36) {
      acknowledged.put(words[1], words[2]);
    }
  }

  private Map<TaskStatus, Long> totals() {
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      return store.totals();
    }
  }

  @Test
  void killsFromOutsideFailNoTask() throws Exception {
    long seed = Long.getLong("taskloom.seed", System.nanoTime());
    System.out.println("CrashLoopTest: -Dtaskloom.seed=" + seed);
    var random = new Random(seed);
    int kills = Integer.getInteger("taskloom.crashes", 8);
    for (int kill = 0; kill < kills; kill++) {
      run(100 + random.nextInt(400), "load");
    }
    assertThat(run(0, "drain")).isZero();
    assertThat(acknowledged).hasSizeGreaterThan(kills);
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      for (var id : acknowledged.keySet()) {
        assertThat(store.find(id).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
      }
    }
    assertThat(totals().get(TaskStatus.FAILED)).isZero();
  }

  @Test
  void ofAThousandTasksOnlyTheOneThatEndsTheProcessFails() throws Exception {
    int deaths = run(0, "submit", "500*5", "poison", "500*5") == 9 ? 1 : 0;
    assertThat(deaths).isOne();
    assertThat(acknowledged).hasSize(1_001);
    while (run(0, "drain") == 9) {
      deaths++;
      assertThat(deaths).isLessThan(20);
    }
    assertThat(totals())
        .containsEntry(TaskStatus.COMPLETED, 1_000L)
        .containsEntry(TaskStatus.FAILED, 1L);
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      var failed = onlyPoison().map(id -> store.find(id).orElseThrow()).orElseThrow();
      assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
      assertThat(failed.attempts()).isEqualTo(3);
      assertThat(failed.error()).contains("3");
      assertThat(store.suspects()).isEmpty();
    }
  }

  @Test
  void twoThatEndTheProcessAreFoundBesideALongOne() throws Exception {
    run(0, "submit", "40*20", "poison", "poison", "2000");
    for (int i = 0; i < 20 && run(0, "drain") == 9; i++) {
      assertThat(totals().get(TaskStatus.FAILED)).isLessThanOrEqualTo(2);
    }
    assertThat(totals())
        .containsEntry(TaskStatus.COMPLETED, 41L)
        .containsEntry(TaskStatus.FAILED, 2L);
  }

  private java.util.Optional<String> onlyPoison() throws IOException {
    return acknowledged.entrySet().stream()
        .filter(entry -> entry.getValue().equals("poison"))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
