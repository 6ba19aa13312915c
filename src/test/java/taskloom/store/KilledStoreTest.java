package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// A real process, killed with `SIGKILL` at a random moment: what it was told is stored is there.
/// More rounds: `-Dtaskloom.kill.rounds=100`.
class KilledStoreTest {
  @TempDir Path directory;

  private Process start(long seed, int threads, String settings) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProcess.class.getName(),
            directory.toString(),
            Long.toString(seed),
            Integer.toString(threads),
            settings)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    long seed = Long.getLong("taskloom.kill.seed", System.nanoTime());
    int rounds = Integer.getInteger("taskloom.kill.rounds", 5);
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var acknowledged = new LinkedHashMap<String, TaskStatus>();
    for (int round = 0; round < rounds; round++) {
      int before = acknowledged.size();
      // Without a retention time the file's space is used again at once: the harder half.
      var settings = round % 2 == 0 ? ";RETENTION_TIME=0" : "";
      var process = start(seed + round * 1000L, 1 + random.nextInt(60), settings);
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        acknowledge(lines.readLine(), acknowledged);
        // By its handle: killing the Process would close the stream we have yet to read.
        CompletableFuture.delayedExecutor(random.nextInt(1_500), TimeUnit.MILLISECONDS)
            .execute(() -> process.toHandle().destroyForcibly());
        readToItsEnd(lines, acknowledged);
      }
      process.waitFor();
      System.out.println(
          "round %d: %d acknowledged".formatted(round, acknowledged.size() - before));
      verify(acknowledged);
    }
  }

  private static void readToItsEnd(BufferedReader lines, Map<String, TaskStatus> acknowledged)
      throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      acknowledge(line, acknowledged);
    }
  }

  private static void acknowledge(String line, Map<String, TaskStatus> acknowledged) {
    var words = line.split(" ", -1);
    if (words[0].equals("submitted") && words[1].length() == 36) {
      acknowledged.putIfAbsent(words[1], TaskStatus.PENDING);
    } else if (words.length == 3
        && (words[2].equals("completed") || words[2].equals("cancelled"))) {
      acknowledged.put(words[1], TaskStatus.of(words[2]));
    }
  }

  private void verify(Map<String, TaskStatus> acknowledged) throws Exception {
    try (var store = H2Store.open(directory, Clock.systemUTC())) {
      var url = Database.inDirectory(directory);
      StoreAudit.check(url);
      StoreAudit.checkNoUpdateMissing(url);
      for (var entry : acknowledged.entrySet()) {
        var task = store.find(entry.getKey());
        assertThat(task).as("acknowledged task %s", entry.getKey()).isPresent();
        if (entry.getValue().isFinal()) {
          assertThat(task.map(Task::status)).contains(entry.getValue());
        }
      }
    }
  }

  @Test
  void aDirectoryInUseByAnotherProcessIsRefused() throws Exception {
    var process = start(1, 1, "");
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).startsWith("submitted");
      assertThatThrownBy(() -> H2Store.open(directory, Clock.systemUTC()))
          .isInstanceOf(StoreOpeningException.class)
          .hasMessageContaining("in use by another process")
          .hasMessageContaining(directory.getFileName().toString())
          .hasMessageNotContaining(directory.getParent().toString())
          .hasMessageNotContaining("\n");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
