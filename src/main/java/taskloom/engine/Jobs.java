package taskloom.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStore;

/// The unfinished tasks in this process, from their submission or recovery until their end is
/// stored; [Workers] does the work on them. Safe from any thread.
final class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());
  private static final int PAGE = 1_000;

  private final TaskStore store;
  private final Workers workers;
  private final ConcurrentHashMap<String, Job> jobs = new ConcurrentHashMap<>();

  Jobs(TaskStore store, Map<TaskKind, TaskWork> works, EngineSettings settings, Clock clock) {
    this.store = store;
    this.workers = new Workers(store, works, settings, clock, this::left);
  }

  /// Puts unfinished tasks of earlier runs back into the queue.
  void recover() {
    var page = store.unfinished("", PAGE);
    while (!page.isEmpty()) {
      page.forEach(task -> add(task, new Job(task.id(), task.kind(), null)));
      page = store.unfinished(page.getLast().id(), PAGE);
    }
    if (!jobs.isEmpty()) {
      LOG.log(Level.INFO, "recovered {0} unfinished tasks", jobs.size());
    }
  }

  /// Begins to work on what waits.
  void start() {
    workers.start();
  }

  /// See [Workers#stop].
  void stop(Duration grace) throws InterruptedException {
    workers.stop(grace, jobs);
  }

  /// A job for a task that is being submitted, not queued yet; it keeps the task while there is
  /// room for its input.
  Job of(Task task) {
    return new Job(task.id(), task.kind(), workers.keep(task) ? task : null);
  }

  /// Queues a task.
  void add(Task task, Job job) {
    jobs.put(task.id(), job);
    var clientId = task.clientId();
    workers.add(task.owner(), clientId == null ? "" : clientId, job);
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
