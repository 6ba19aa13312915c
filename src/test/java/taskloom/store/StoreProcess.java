package taskloom.store;

import static taskloom.store.Samples.at;
import static taskloom.store.Samples.finish;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.task;
import static taskloom.store.Samples.told;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.TaskStatus;

/// A process that works on a store until it is killed, and prints a line for each change that was
/// acknowledged: `submitted ID` or `ended ID STATUS`.
///
/// Arguments: the data directory, a seed, how many threads, and settings for H2 (may be empty).
final class StoreProcess {
  private StoreProcess() {}

  public static void main(String[] args) {
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    var url = Database.inDirectory(Path.of(args[0])) + args[3];
    var store = H2Store.open(url, "data", Clock.systemUTC());
    long seed = Long.parseLong(args[1]);
    int threads = Integer.parseInt(args[2]);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        var random = new Random(seed + i);
        var clientId = "client-" + seed + "-" + i % 3;
        executor.submit(() -> {
          while (true) {
            work(store, random, clientId, out);
          }
        });
      }
    }
  }

  private static void work(H2Store store, Random random, String clientId, PrintStream out) {
    var id = new UUID(random.nextLong(), random.nextLong()).toString();
    var submitted =
        store
            .apply(
                new Change.Submit(
                    task(id, "ada", clientId, at(0)), "key-" + id, List.of(told("task_submitted"))))
            .thenAccept(_ -> out.println("submitted " + id));
    if (random.nextBoolean()) {
      Samples.await(submitted);
    }
    var started = store.apply(start(id));
    if (random.nextBoolean()) {
      Samples.await(started);
    }
    var told = store.apply(new Change.Tell(id, List.of(pushed("progress"))));
    if (random.nextInt(4) > 0) {
      var status = random.nextBoolean() ? TaskStatus.COMPLETED : TaskStatus.CANCELLED;
      Samples.await(
          store
              .apply(finish(id, status))
              .thenAccept(applied -> {
                if (applied.equals(Applied.DONE)) {
                  out.println("ended " + id + " " + status.word());
                }
              }));
    } else {
      Samples.await(told);
    }
  }
}
