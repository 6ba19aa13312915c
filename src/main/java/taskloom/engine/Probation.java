package taskloom.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import taskloom.task.Change;
import taskloom.task.TaskStore;

/// Runs the suspects of earlier deaths of the process apart, a small group at a time: when the
/// process dies again, it was one of the group, whose next groups are smaller still. One that has
/// been at work for a while is a suspect no longer and goes on beside the others. On a thread of
/// its own.
final class Probation {
  /// How long a group is at work before the next one joins it.
  static final Duration WATCH = Duration.ofSeconds(10);

  /// After this long the tasks that are no suspects wait no longer than for the group at work.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Two rounds of this find one among 256.
  private static final int SHARE = 16;

  /// A suspect on its way to work.
  ///
  /// @param among how many
  /// @param blamed how many attempts count already
  /// @param since when it was last put to work, or judged
  record Suspect(Job job, String owner, String client, int among, int blamed, Instant since) {}

  /// Those blamed before come last, so that kills from outside do not hit the same ones again, and
  /// of the others first the smaller group and the one that had just begun.
  private static final Comparator<Suspect> ORDER =
      Comparator.comparingInt(Suspect::blamed)
          .thenComparingInt(Suspect::among)
          .thenComparing(Suspect::since, Comparator.reverseOrder());

  private final TaskStore store;
  private final PriorityQueue<Suspect> waiting = new PriorityQueue<>(ORDER);
  private final Predicate<Suspect> begin;
  private final Runnable open;
  private final Thread thread;
  private volatile int left;
  private boolean opened;

  /// @param begin puts a suspect to work at once; false where there is no room, and it waits in the
  ///   queue like everybody else
  /// @param open lets the others begin; called once
  Probation(TaskStore store, List<Suspect> suspects, Predicate<Suspect> begin, Runnable open) {
    this.store = store;
    this.waiting.addAll(suspects);
    this.left = suspects.size();
    this.begin = begin;
    this.open = open;
    this.thread = Thread.ofVirtual().name("suspects").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Suspects that wait for their turn.
  int waiting() {
    return left;
  }

  /// Begins no further ones; those at work go on.
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      long begun = System.nanoTime();
      while (!waiting.isEmpty()) {
        watch(nextGroup().stream().filter(begin).toList());
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          openOnce();
        }
      }
      openOnce();
    } catch (InterruptedException _) {
      // Stopped: what waits stays in the store, suspects as they were.
    }
  }

  private void openOnce() {
    if (!opened) {
      opened = true;
      open.run();
    }
  }

  private List<Suspect> nextGroup() {
    var group = new ArrayList<Suspect>();
    int size = Integer.MAX_VALUE;
    for (var next = waiting.peek();
        next != null && group.size() < Math.min(size, sizeOfGroup(next));
        next = waiting.peek()) {
      size = Math.min(size, sizeOfGroup(next));
      group.add(waiting.remove());
    }
    left = waiting.size();
    return group;
  }

  private static int sizeOfGroup(Suspect suspect) {
    return Math.max(1, suspect.among() / SHARE);
  }

  private void watch(List<Suspect> group) throws InterruptedException {
    var done =
        group.stream().map(suspect -> suspect.job().done()).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(done).get(WATCH.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      for (var suspect : group) {
        if (!suspect.job().done().isDone()) {
          var _ = store.apply(new Change.Acquit(suspect.job().taskId()));
        }
      }
    }
  }
}
