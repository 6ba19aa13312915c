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
import taskloom.task.Change;
import taskloom.task.Suspicion;
import taskloom.task.TaskStore;

/// Tries the suspects of earlier deaths of the process (see [Blame]). Those of one death begin at
/// once, as everybody else does. Those of two are tried before the others begin, a small group at a
/// time; then, beside the others, the rest one by one, each after the process has lived for a
/// while. One that has been at work for its time is let go and goes on beside the others. On a
/// thread of its own.
final class Probation {
  /// How fast it goes.
  ///
  /// @param watch how long a group is at work before the next one joins it
  /// @param patience after this long the tasks that are no suspects wait no longer than for the
  ///   group at work
  /// @param control how long the process must have lived before one with which it has died twice is
  ///   tried, and for how long it is; three times as long with each further death
  record Pace(Duration watch, Duration patience, Duration control) {
    static final Pace ORDINARY =
        new Pace(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(2));

    private static final Duration LONGEST = Duration.ofHours(1);

    private Duration control(int deaths) {
      var time = control;
      for (int death = 1; death < deaths && time.compareTo(LONGEST) < 0; death++) {
        time = time.multipliedBy(3);
      }
      return time;
    }
  }

  /// Puts suspects to work.
  interface Beginner {
    /// False where there is no room, and it waits in the queue like everybody else.
    boolean begin(Suspect suspect) throws InterruptedException;
  }

  /// A group is this part of those that a suspect is among: two rounds find one among 256.
  static final int SHARE = 16;

  /// A suspect on its way to work.
  ///
  /// @param since when it was last put to work, or judged
  record Suspect(Job job, String owner, String client, Suspicion suspicion, Instant since) {
    private int deaths() {
      return suspicion.deaths();
    }

    private int among() {
      return suspicion.among();
    }

    private int sizeOfGroup() {
      return deaths() > 0 ? 1 : Math.max(1, among() / SHARE);
    }
  }

  /// The longer one must wait the later it comes, and of the others first the smaller group and the
  /// one that had just begun.
  private static final Comparator<Suspect> ORDER =
      Comparator.comparingInt(Suspect::deaths)
          .thenComparingInt(Suspect::among)
          .thenComparing(Suspect::since, Comparator.reverseOrder());

  private final TaskStore store;
  private final PriorityQueue<Suspect> waiting = new PriorityQueue<>(ORDER);
  private final Pace pace;
  private final Beginner beginner;
  private final Runnable open;
  private final Thread thread;
  private volatile int left;
  private boolean opened;

  /// @param open lets the others begin; called once
  Probation(TaskStore store, List<Suspect> suspects, Pace pace, Beginner beginner, Runnable open) {
    this.store = store;
    this.waiting.addAll(suspects);
    this.left = suspects.size();
    this.pace = pace;
    this.beginner = beginner;
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
      for (var next = waiting.peek(); next != null; next = waiting.peek()) {
        var time = pace.watch();
        if (next.deaths() > 0) {
          openOnce();
          time = pace.control(next.deaths());
          TimeUnit.NANOSECONDS.sleep(begun + time.toNanos() - System.nanoTime());
        } else if (next.among() >= SHARE * waiting.size()) {
          openOnce();
        }
        watch(begin(nextGroup()), time);
        if (System.nanoTime() - begun > pace.patience().toNanos()) {
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
        next != null && group.size() < Math.min(size, next.sizeOfGroup());
        next = waiting.peek()) {
      size = Math.min(size, next.sizeOfGroup());
      group.add(waiting.remove());
    }
    left = waiting.size();
    return group;
  }

  /// Those that have begun.
  private List<Suspect> begin(List<Suspect> group) throws InterruptedException {
    var begun = new ArrayList<Suspect>();
    for (var suspect : group) {
      if (beginner.begin(suspect)) {
        begun.add(suspect);
      } else {
        letGo(suspect);
      }
    }
    return begun;
  }

  private void letGo(Suspect suspect) {
    var _ = store.apply(new Change.Acquit(suspect.job().taskId()));
  }

  private void watch(List<Suspect> group, Duration time) throws InterruptedException {
    var done =
        group.stream().map(suspect -> suspect.job().done()).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(done).get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      for (var suspect : group) {
        if (!suspect.job().done().isDone()) {
          letGo(suspect);
        }
      }
    }
  }
}
