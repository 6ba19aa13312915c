package taskloom.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;

/// Does the work on queued tasks: a pool for each kind, a deadline for each attempt, and one end
/// for each task whatever happens. Each job's own thread runs it; the timer thread only interrupts.
final class Workers {
  private static final Logger LOG = Logger.getLogger(Workers.class.getName());

  /// Inputs kept in memory while their tasks wait; past this they are read again from the store.
  private static final long KEPT_INPUT_BYTES = 32L << 20;

  /// How long after a death of the process no work begins before it is stored that it does.
  private static final Duration CAREFUL = Duration.ofMinutes(1);

  /// How long a suspect that is tried alone waits for room; one of a group does not.
  private static final Duration ROOM = Duration.ofSeconds(2);

  /// After this long a job is tried again that could not begin.
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final TaskStore store;
  private final Map<TaskKind, TaskWork> works;
  private final EngineSettings settings;
  private final Probation.Pace pace;
  private final Clock clock;
  private final Consumer<Job> left;
  private final Map<TaskKind, WorkerPool> pools = new EnumMap<>(TaskKind.class);
  private final ScheduledThreadPoolExecutor timer;
  private volatile @Nullable Probation probation;
  private volatile boolean careful;
  private final AtomicLong keptBytes = new AtomicLong();
  private final Durations inQueue = new Durations();
  private final Durations inWork = new Durations();

  /// @param left called when a job has left the engine, after its end is committed
  Workers(
      TaskStore store,
      Map<TaskKind, TaskWork> works,
      EngineSettings settings,
      Probation.Pace pace,
      Clock clock,
      Consumer<Job> left) {
    this.store = store;
    this.works = works;
    this.settings = settings;
    this.pace = pace;
    this.clock = clock;
    this.left = left;
    for (var kind : works.keySet()) {
      var name = kind.word() + "-task";
      pools.put(kind, new WorkerPool(name, limit(kind), threads(kind, name), this::run));
    }
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("task-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Begins with the suspects, and with the others as soon as [Probation] lets them.
  void start(List<Probation.Suspect> suspects) {
    if (!suspects.isEmpty()) {
      careful = true;
      var _ = timer.schedule(() -> careful = false, CAREFUL.toMillis(), TimeUnit.MILLISECONDS);
    }
    probation = new Probation(store, suspects, pace, this::begin, this::open);
    probation.start();
  }

  /// For a while, and as long as suspects are tried.
  private boolean isCareful() {
    var suspects = probation;
    return careful || (suspects != null && suspects.waiting() > 0);
  }

  private void open() {
    pools.values().forEach(WorkerPool::start);
  }

  /// Puts a suspect to work, or into the queue where there is no room for it.
  private boolean begin(Probation.Suspect suspect) throws InterruptedException {
    var job = suspect.job();
    var pool = pools.get(job.kind());
    var patience = suspect.suspicion().deaths() > 0 ? ROOM : Duration.ZERO;
    if (pool != null && pool.begin(job, patience)) {
      return true;
    }
    add(suspect.owner(), suspect.client(), job);
    return false;
  }

  /// Whether this process works on tasks of its kind.
  boolean does(Task task) {
    return pools.containsKey(task.kind());
  }

  void add(String owner, String client, Job job) {
    var pool = pools.get(job.kind());
    if (pool == null) {
      // A stored task of a kind this process does not work on stays where it is.
      left.accept(job);
    } else {
      pool.add(owner, client, job);
    }
  }

  /// Whether a waiting task's input may stay in memory; counts it if so.
  boolean keep(Task task) {
    if (keptBytes.addAndGet(task.input().length) <= KEPT_INPUT_BYTES) {
      return true;
    }
    keptBytes.addAndGet(-task.input().length);
    return false;
  }

  /// Lets go of the input a job kept.
  void forget(Job job) {
    var kept = job.takeTask();
    if (kept != null) {
      keptBytes.addAndGet(-kept.input().length);
    }
  }

  int waiting() {
    var suspects = probation;
    return pools.values().stream().mapToInt(WorkerPool::waiting).sum()
        + (suspects == null ? 0 : suspects.waiting());
  }

  WorkFigures figures() {
    var working = pools.values().stream().mapToInt(WorkerPool::working).sum();
    return new WorkFigures(waiting(), working, inQueue.snapshot(), inWork.snapshot());
  }

  /// Takes no further jobs, gives those at work `grace` to end, then hands them back to the queue
  /// in the store.
  void stop(Duration grace, Map<String, Job> jobs) throws InterruptedException {
    var suspects = probation;
    if (suspects != null) {
      suspects.stop();
    }
    for (var pool : pools.values()) {
      pool.stopDispatching();
    }
    var working = jobs.values().stream().filter(Job::isWorking).toList();
    var done =
        CompletableFuture.allOf(
            working.stream().map(Job::done).toArray(CompletableFuture<?>[]::new));
    if (!within(grace, done)) {
      working.forEach(job -> job.stop(Job.Stop.SHUTDOWN));
      if (!within(Duration.ofSeconds(5), done)) {
        LOG.warning("some tasks did not stop in time; they run again at the next start");
      }
    }
    timer.shutdownNow();
  }

  private static boolean within(Duration time, CompletableFuture<?> done)
      throws InterruptedException {
    try {
      done.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    }
  }

  private void run(Job job) {
    boolean again = false;
    try {
      var kept = job.takeTask();
      if (kept != null) {
        keptBytes.addAndGet(-kept.input().length);
      }
      if (job.begin()) {
        var task = kept != null ? kept : store.find(job.taskId()).orElse(null);
        if (task != null && !task.status().isFinal()) {
          attempt(job, task);
        }
      }
    } catch (Throwable e) {
      // An Error too: this thread is the task's own, and its room is given back below.
      LOG.log(Level.SEVERE, "task " + job.taskId() + " could not be worked on", e);
      again = true;
    } finally {
      boolean stopped = job.settle() != null;
      if (stopped || !again || !requeue(job)) {
        left.accept(job);
      }
    }
  }

  /// Puts a job back into the queue after a pause (the store may be away for a while), into a line
  /// of its own: whose task it is may be what cannot be read. False when this process stops; the
  /// task then stays in the store.
  private boolean requeue(Job job) {
    try {
      var _ = timer.schedule(() -> add("", "", job), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  private void attempt(Job job, Task task) {
    var work = works.get(task.kind());
    if (work == null) {
      return;
    }
    if (task.attempts() >= settings.maxAttempts()) {
      finish(task, work, givenUp(task, work, new GivenUp.Attempts(task.attempts())));
      return;
    }
    var begun = now();
    inQueue.add(Duration.between(task.createdAt(), begun));
    var started = store.apply(new Change.Start(task.id(), begun, started(task, work, begun)));
    if (isCareful() || job.isRecovered()) {
      // Should the process die of it, the store must know that it was at work.
      awaitStored(started);
    }
    var deadline =
        timer.schedule(
            () -> job.stop(Job.Stop.DEADLINE),
            timeout(task.kind()).toMillis(),
            TimeUnit.MILLISECONDS);
    TaskWork.@Nullable Outcome outcome = null;
    try {
      outcome = work.run(task, new StoredLog(store, task.id()));
    } catch (InterruptedException _) {
      // Why is asked of the job below.
    } catch (Throwable e) {
      // A StackOverflowError as well: whatever is thrown ends the task, and nothing else.
      LOG.log(Level.SEVERE, "task " + task.id() + " failed unexpectedly", e);
      outcome = givenUp(task, work, new GivenUp.Broken());
    } finally {
      deadline.cancel(false);
    }
    var stop = job.settle();
    if (outcome != null) {
      finish(task, work, outcome);
    } else if (stop == Job.Stop.SHUTDOWN) {
      settle(store.apply(new Change.HandBack(task.id(), now())));
    } else if (stop == Job.Stop.DEADLINE) {
      finish(task, work, givenUp(task, work, new GivenUp.OutOfTime(timeout(task.kind()))));
    } else if (stop == null) {
      // Refused if the task has ended, which is why work usually stops unasked.
      finish(task, work, givenUp(task, work, new GivenUp.Broken()));
    }
    inWork.add(Duration.between(begun, now()));
  }

  private void finish(Task task, TaskWork work, TaskWork.Outcome outcome) {
    settle(store.apply(end(task, work, outcome, now())));
  }

  /// The end as it is stored. Where its messages cannot be made, the task fails; where those of a
  /// failure cannot be made either, it fails without any.
  private static Change.Finish end(Task task, TaskWork work, TaskWork.Outcome outcome, Instant at) {
    try {
      return switch (outcome) {
        case TaskWork.Outcome.Completed(var result, var usage) ->
            new Change.Finish(
                task.id(),
                TaskStatus.COMPLETED,
                at,
                result,
                null,
                usage,
                work.ended(task, TaskStatus.COMPLETED, result, null, at));
        case TaskWork.Outcome.Failed(var error, var usage) ->
            failed(task, error, usage, at, work.ended(task, TaskStatus.FAILED, null, error, at));
      };
    } catch (Throwable e) {
      LOG.log(Level.SEVERE, "the end of task " + task.id() + " could not be told", e);
      return switch (outcome) {
        case TaskWork.Outcome.Completed _ ->
            end(task, work, givenUp(task, work, new GivenUp.Broken()), at);
        case TaskWork.Outcome.Failed(var error, var usage) ->
            failed(task, error, usage, at, List.of());
      };
    }
  }

  private static Change.Finish failed(
      Task task, String error, TokenUsage usage, Instant at, List<EventDraft> events) {
    return new Change.Finish(task.id(), TaskStatus.FAILED, at, null, error, usage, events);
  }

  /// The messages of the beginning; none where they cannot be made.
  private static List<EventDraft> started(Task task, TaskWork work, Instant at) {
    try {
      return work.started(task, at);
    } catch (Throwable e) {
      LOG.log(Level.SEVERE, "the beginning of task " + task.id() + " could not be told", e);
      return List.of();
    }
  }

  /// Waits for the commit, so that a job has left only when its end is stored. A refused end is one
  /// that came second.
  private static void settle(CompletableFuture<Applied> applied) {
    try {
      applied.join();
    } catch (java.util.concurrent.CompletionException e) {
      LOG.log(Level.SEVERE, "an end could not be stored; the task runs again at the next start", e);
    }
  }

  private static void awaitStored(CompletableFuture<Applied> started) {
    try {
      started.join();
    } catch (java.util.concurrent.CompletionException e) {
      LOG.log(Level.SEVERE, "the beginning of an attempt could not be stored", e);
    }
  }

  private static TaskWork.Outcome givenUp(Task task, TaskWork work, GivenUp why) {
    return new TaskWork.Outcome.Failed(sentence(task, work, why), task.usage());
  }

  private static String sentence(Task task, TaskWork work, GivenUp why) {
    try {
      return work.error(task, why);
    } catch (Throwable e) {
      LOG.log(Level.SEVERE, "why task " + task.id() + " was given up could not be said", e);
      return why.sentence();
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  /// Work on a problem computes for long stretches (papers, answers of models, tables): a virtual
  /// thread would keep a carrier that sockets need. There are few of them.
  private static ThreadFactory threads(TaskKind kind, String name) {
    return switch (kind) {
      case REASONING -> Thread.ofVirtual().name(name).factory();
      case MODELING -> Thread.ofPlatform().daemon().name(name).factory();
    };
  }

  private int limit(TaskKind kind) {
    return switch (kind) {
      case REASONING -> settings.workers();
      case MODELING -> settings.modelingWorkers();
    };
  }

  private Duration timeout(TaskKind kind) {
    return switch (kind) {
      case REASONING -> settings.taskTimeout();
      case MODELING -> settings.modelingTimeout();
    };
  }
}
