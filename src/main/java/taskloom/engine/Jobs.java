package taskloom.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskloom.task.Change;
import taskloom.task.Suspicion;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;

/// The unfinished tasks in this process, from their submission or recovery until their end is
/// stored; [Workers] does the work on them. Safe from any thread.
final class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());
  private static final int PAGE = 1_000;

  private final TaskStore store;
  private final int maxAttempts;
  private final Clock clock;
  private final Workers workers;
  private final ConcurrentHashMap<String, Job> jobs = new ConcurrentHashMap<>();

  Jobs(
      TaskStore store,
      Map<TaskKind, TaskWork> works,
      EngineSettings settings,
      Probation.Pace pace,
      Clock clock) {
    this.store = store;
    this.maxAttempts = settings.maxAttempts();
    this.clock = clock;
    this.workers = new Workers(store, works, settings, pace, clock, this::left);
  }

  /// Puts unfinished tasks of earlier runs back into the queue, and begins to work on them; first
  /// on those that were at work when the process died.
  void start() {
    var known = store.suspects();
    var apart = new ArrayList<Task>();
    recover(task -> workers.does(task) && isSuspect(task, known), apart::add);
    var atWork = apart.stream().filter(Jobs::wasAtWork).toList();
    var suspicions = new HashMap<>(known);
    var exhausted = new HashSet<String>();
    if (!atWork.isEmpty()) {
      var judgement = Blame.of(atWork, known, clock.instant());
      var attempts = atWork.stream().collect(Collectors.toMap(Task::id, Task::attempts));
      for (var each : judgement.suspects()) {
        suspicions.put(each.taskId(), each.suspicion());
        if (each.counts() && attempts.getOrDefault(each.taskId(), 0) >= maxAttempts) {
          exhausted.add(each.taskId());
        }
      }
      judge(judgement);
    }
    var suspects = new ArrayList<Probation.Suspect>();
    for (var task : apart) {
      if (exhausted.contains(task.id())) {
        // Its turn ends it; nothing is begun.
        add(task, Job.recovered(task));
      } else {
        suspects.add(suspect(task, suspicions.getOrDefault(task.id(), new Suspicion(1, 0))));
      }
    }
    workers.start(suspects);
  }

  /// The same without work on them.
  void startWithoutWork() {
    recover(_ -> false, _ -> {});
  }

  private void recover(Predicate<Task> isApart, Consumer<Task> apart) {
    var page = store.unfinished("", PAGE);
    while (!page.isEmpty()) {
      for (var task : page) {
        if (isApart.test(task)) {
          apart.accept(task);
        } else {
          add(task, Job.recovered(task));
        }
      }
      page = store.unfinished(page.getLast().id(), PAGE);
    }
    if (!jobs.isEmpty()) {
      LOG.log(Level.INFO, "recovered {0} unfinished tasks", jobs.size());
    }
  }

  private static boolean wasAtWork(Task task) {
    return task.status() == TaskStatus.PROCESSING;
  }

  private static boolean isSuspect(Task task, Map<String, Suspicion> known) {
    var suspicion = known.get(task.id());
    return wasAtWork(task) || (suspicion != null && suspicion.among() > 0);
  }

  /// Before anything begins: what is at work next time must be what has begun this time.
  private void judge(Change.Recover judgement) {
    LOG.log(
        Level.WARNING,
        "the server did not end in order; {0} tasks were at work, and are tried a few at a time",
        judgement.suspects().size());
    try {
      store.apply(judgement).join();
    } catch (CompletionException e) {
      LOG.log(Level.SEVERE, "what was at work could not be noted", e);
    }
  }

  private Probation.Suspect suspect(Task task, Suspicion suspicion) {
    var job = Job.recovered(task);
    jobs.put(task.id(), job);
    return new Probation.Suspect(job, task.owner(), client(task), suspicion, task.updatedAt());
  }

  /// See [Workers#stop].
  void stop(Duration grace) throws InterruptedException {
    workers.stop(grace, jobs);
  }

  /// A job for a task that is being submitted, not queued yet; it keeps the task while there is
  /// room for its input.
  Job of(Task task) {
    return Job.submitted(task, workers.keep(task) ? task : null);
  }

  /// Queues a task.
  void add(Task task, Job job) {
    jobs.put(task.id(), job);
    workers.add(task.owner(), client(task), job);
  }

  private static String client(Task task) {
    var clientId = task.clientId();
    return clientId == null ? "" : clientId;
  }

  /// The task's job, or null when it has ended or is not in this process.
  @Nullable Job find(String taskId) {
    return jobs.get(taskId);
  }

  /// A submission came to a task that was there before: the job is not needed.
  void forget(Job job) {
    workers.forget(job);
  }

  /// A submission came to nothing.
  void drop(Job job) {
    job.stop(Job.Stop.ENDED);
    workers.forget(job);
    left(job);
  }

  /// The task's end has been stored: work on it stops.
  void end(String taskId) {
    var job = jobs.get(taskId);
    if (job != null) {
      job.stop(Job.Stop.ENDED);
      workers.forget(job);
    }
  }

  /// Completes once the task is no longer waiting or at work here.
  CompletableFuture<Void> ended(String taskId) {
    var job = jobs.get(taskId);
    return job == null ? CompletableFuture.completedFuture(null) : job.done().copy();
  }

  int waiting() {
    return workers.waiting();
  }

  WorkFigures figures() {
    return workers.figures();
  }

  private void left(Job job) {
    jobs.remove(job.taskId(), job);
    job.done().complete(null);
  }
}
