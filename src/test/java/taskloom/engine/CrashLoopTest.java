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
/// `-Dtaskloom.crashes=50` for more kills, `-Dtaskloom.rhythm=25` for more at equal distances,
/// `-Dtaskloom.seed=…` for the same moments, `-Dtaskloom.control=2000` for trials as long as a
/// server's.
class CrashLoopTest {
  /// The exit code of a process that a task has ended.
  private static final int POISONED = 9;

  /// More deaths than one at fault may cause.
  private static final int MANY = 13;

  private static final long SERVERS_CONTROL = Probation.Pace.ORDINARY.control().toMillis();

  @TempDir private Path data;
  private long control = Long.getLong("taskloom.control", 400);
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
                data.toString(),
                Long.toString(control)));
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

  private Random random() {
    long seed = Long.getLong("taskloom.seed", System.nanoTime());
    System.out.println("CrashLoopTest: -Dtaskloom.seed=" + seed);
    return new Random(seed);
  }

  /// Runs until nothing is left; returns how often a task has ended the process.
  private int drain() throws Exception {
    int deaths = 0;
    for (int exit = run(0, "drain"); exit != 0; exit = run(0, "drain")) {
      assertThat(exit).isEqualTo(POISONED);
      assertThat(++deaths).isLessThan(2 * MANY);
    }
    return deaths;
  }

  private void allHaveCompletedButPoison() {
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      acknowledged.forEach((id, text) ->
          assertThat(store.find(id).orElseThrow().status())
              .as(text)
              .isEqualTo(text.startsWith("poison") ? TaskStatus.FAILED : TaskStatus.COMPLETED));
      assertThat(store.suspects()).isEmpty();
    }
  }

  @Test
  void killsFromOutsideFailNoTask() throws Exception {
    control = SERVERS_CONTROL;
    var random = random();
    int kills = Integer.getInteger("taskloom.crashes", 4);
    for (int kill = 0; kill < kills; kill++) {
      run(100 + random.nextInt(400), "load");
    }
    assertThat(drain()).isZero();
    assertThat(acknowledged).hasSizeGreaterThan(kills);
    allHaveCompletedButPoison();
    assertThat(totals().get(TaskStatus.FAILED)).isZero();
  }

  @Test
  void killsInARhythmFailNoTaskNotEvenALongOne() throws Exception {
    control = SERVERS_CONTROL;
    int kills = Integer.getInteger("taskloom.rhythm", 2);
    run(2_000, "load", "5000");
    for (int kill = 1; kill < kills; kill++) {
      run(2_000, "load");
    }
    assertThat(drain()).isZero();
    allHaveCompletedButPoison();
    assertThat(totals().get(TaskStatus.FAILED)).isZero();
  }

  /// Each dies with the same one alone at work, which has done nothing and needs longer.
  @Test
  void killsWhileOneIsAloneFailItNot() throws Exception {
    control = SERVERS_CONTROL;
    var random = random();
    run(50, "submit", "1200");
    int kills = Integer.getInteger("taskloom.crashes", 4);
    for (int kill = 1; kill < kills; kill++) {
      // Whatever is acknowledged gives the moment; it takes no time.
      run(50 + random.nextInt(300), "submit", "0");
    }
    assertThat(drain()).isZero();
    allHaveCompletedButPoison();
  }

  @Test
  void ofAThousandTasksOnlyTheOneThatEndsTheProcessFails() throws Exception {
    assertThat(run(0, "submit", "500*5", "poison", "500*5")).isEqualTo(POISONED);
    assertThat(acknowledged).hasSize(1_001);
    assertThat(1 + drain()).isLessThan(MANY);
    assertThat(totals())
        .containsEntry(TaskStatus.COMPLETED, 1_000L)
        .containsEntry(TaskStatus.FAILED, 1L);
    allHaveCompletedButPoison();
    try (var store = H2Store.open(data, Clock.systemUTC())) {
      var failed = onlyPoison().map(id -> store.find(id).orElseThrow()).orElseThrow();
      assertThat(failed.attempts()).isEqualTo(3);
      assertThat(failed.error()).contains("3");
    }
  }

  @Test
  void twoThatEndTheProcessAreFoundBesideALongOne() throws Exception {
    run(0, "submit", "40*20", "poison", "poison", "2000");
    drain();
    assertThat(totals())
        .containsEntry(TaskStatus.COMPLETED, 41L)
        .containsEntry(TaskStatus.FAILED, 2L);
    allHaveCompletedButPoison();
  }

  @Test
  void oneThatEndsTheProcessAfterAWhileIsFound() throws Exception {
    run(0, "submit", "40*20", "poison:1000", "3000");
    assertThat(1 + drain()).isLessThan(MANY);
    allHaveCompletedButPoison();
  }

  @Test
  void oneThatEndsTheProcessIsFoundWhileKillsComeFromOutsideToo() throws Exception {
    var random = random();
    int kills = Integer.getInteger("taskloom.crashes", 4);
    run(0, "load", "poison");
    for (int kill = 1; kill < kills; kill++) {
      run(300 + random.nextInt(1_000), "load");
    }
    drain();
    allHaveCompletedButPoison();
  }

  private java.util.Optional<String> onlyPoison() throws IOException {
    return acknowledged.entrySet().stream()
        .filter(entry -> entry.getValue().startsWith("poison"))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
