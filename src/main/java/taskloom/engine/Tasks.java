package taskloom.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ClientTasks;
import taskloom.task.ErrorCode;
import taskloom.task.EventDraft;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;

/// The desk every protocol goes to: takes tasks in, cancels, edits, deletes, finds. Admission is
/// here (rate and queue bounds), and so is visibility: a task its [Caller] may not see answers as
/// an unknown one. Safe from any thread.
///
/// Futures complete on the store's committer thread, after the commit and before the task's
/// messages are told; a dependent must be quick. They fail with a [Refusal]; so do the blocking
/// calls.
public final class Tasks {
  private final TaskStore store;
  private final Hub hub;
  private final Map<TaskKind, TaskWork> works;
  private final EngineSettings settings;
  private final Clock clock;
  private final TaskIds ids;
  private final RateLimit rateLimit;
  private final Jobs jobs;
  private volatile boolean open;

  /// @param works what tasks of each kind do; a kind without one is refused at submission
  public Tasks(
      TaskStore store,
      Hub hub,
      Map<TaskKind, TaskWork> works,
      EngineSettings settings,
      Clock clock) {
    this(store, hub, works, settings, Probation.Pace.ORDINARY, clock);
  }

  /// @param pace how fast suspects of a crash loop are tried
  Tasks(
      TaskStore store,
      Hub hub,
      Map<TaskKind, TaskWork> works,
      EngineSettings settings,
      Probation.Pace pace,
      Clock clock) {
    this.store = store;
    this.hub = hub;
    this.works = new EnumMap<>(works);
    this.settings = settings;
    this.clock = clock;
    this.ids = new TaskIds(clock);
    this.rateLimit = new RateLimit(settings.submitRate(), clock);
    this.jobs = new Jobs(store, this.works, settings, pace, clock);
  }

  /// Puts unfinished tasks of earlier runs back into the queue, then starts work. Call once, before
  /// the first submission.
  public void start() {
    open(true);
  }

  /// The same without starting work: tasks are taken in, up to the queue's bound, and wait in the
  /// store for a process that works.
  public void startWithoutWork() {
    open(false);
  }

  private void open(boolean work) {
    store.listener(hub);
    if (work) {
      jobs.start();
    } else {
      jobs.startWithoutWork();
    }
    open = true;
  }

  /// Stops: no new tasks; tasks at work have `grace` to end; the rest go back to the queue in the
  /// store.
  public void stop(Duration grace) throws InterruptedException {
    open = false;
    jobs.stop(grace);
  }

  /// Whether tasks are taken.
  public boolean isOpen() {
    return open;
  }

  /// An id for a modeling task that is to be submitted, so that its files can be put in place
  /// first.
  public String newModelingId() {
    return ids.modeling();
  }

  /// Takes a task in. Fails with `RATE_LIMITED`, `QUEUE_FULL`, `IDEMPOTENCY_CONFLICT` or
  /// `UNAVAILABLE`.
  public CompletableFuture<Submission> submit(Caller caller, NewTask draft) {
    return submit(caller, draft, (_, _) -> {});
  }

  /// The same; `answer` hears of the outcome, as with [CompletableFuture#whenComplete], before any
  /// later message of the task is told, however soon its submission and its work are done. Quick:
  /// called on the calling or on the committer thread.
  public CompletableFuture<Submission> submit(
      Caller caller, NewTask draft, BiConsumer<@Nullable Submission, @Nullable Throwable> answer) {
    try {
      admit(caller);
    } catch (Refusal refusal) {
      return CompletableFuture.<Submission>failedFuture(refusal).whenComplete(answer);
    }
    var work = works.get(draft.kind());
    if (work == null) {
      return CompletableFuture.<Submission>failedFuture(
              Refusal.inBoth(
                  ErrorCode.UNAVAILABLE, "本服务不接受这类任务", "This server takes no such tasks"))
          .whenComplete(answer);
    }
    var given = draft.id();
    var id = given != null ? given : newId(draft.kind());
    var task = draft.pending(id, caller, Instant.ofEpochMilli(clock.millis()));
    var job = jobs.of(task);
    var key = scoped(caller, draft.idempotencyKey());
    var submission =
        store
            .apply(new Change.Submit(task, key, work.submitted(task)))
            .handle((result, failure) -> submitted(task, job, result, failure))
            .whenComplete(answer);
    if (key == null) {
      // Work begins while the submission is being committed: its messages are committed after it,
      // in order, so nothing is told too soon, and a task done at once costs one commit instead of
      // three. Only now, when the answer is sure to come first even if this thread is held up.
      jobs.add(task, job);
      return submission;
    }
    return submission.whenComplete((stored, _) -> {
      if (stored != null && !stored.repeated()) {
        jobs.add(task, job);
      }
    });
  }

  /// Cancels a task; the future gives it as it is then. Cancelling a cancelled task changes
  /// nothing; a task that has ended otherwise is refused with `TASK_NOT_CANCELLABLE`.
  public CompletableFuture<Task> cancel(Caller caller, String taskId) {
    var task = visible(caller, taskId);
    var at = clock.instant();
    var work = works.get(task.kind());
    var events =
        work == null
            ? List.<EventDraft>of()
            : work.ended(task, TaskStatus.CANCELLED, null, null, at);
    var finish =
        new Change.Finish(taskId, TaskStatus.CANCELLED, at, null, null, task.usage(), events);
    return store
        .apply(finish)
        .thenApply(result ->
            switch (result) {
              case Applied.Done _, Applied.Existing _ -> {
                jobs.end(taskId);
                yield task.cancelled(at);
              }
              case Applied.Refused(var status) when status == TaskStatus.CANCELLED -> task;
              case Applied.Refused(var status) ->
                  throw Refusal.inBoth(
                      ErrorCode.TASK_NOT_CANCELLABLE,
                      "任务已经结束：" + status.word(),
                      "The task has ended already: " + status.word());
              case Applied.Unknown _ -> throw Refusal.taskNotFound();
            });
  }

  /// The task, if this caller may see it.
  ///
  /// @throws Refusal `TASK_NOT_FOUND`
  public Task visible(Caller caller, String taskId) {
    return find(caller, taskId).orElseThrow(Refusal::taskNotFound);
  }

  /// The task, if there is one this caller may see.
  public Optional<Task> find(Caller caller, String taskId) {
    return store.find(caller.owner(), taskId).filter(caller::sees);
  }

  /// The newest tasks of the caller's client, as far as their results and errors come to no more
  /// than `maxBytes`.
  public ClientTasks ofClient(Caller caller, int limit, int maxBytes) {
    var clientId = caller.clientId();
    return clientId == null
        ? new ClientTasks(List.of(), false)
        : store.ofClient(caller.owner(), clientId, limit, maxBytes);
  }

  /// A page of an owner's tasks.
  public TaskPage page(TaskQuery query) {
    return store.page(query);
  }

  /// Changes title, description, pin or file count (null leaves it); gives the task as it is then.
  /// Waits for the commit.
  public Task edit(
      Caller caller,
      String taskId,
      @Nullable String title,
      @Nullable String description,
      @Nullable Boolean pinned,
      @Nullable Integer fileCount)
      throws InterruptedException {
    visible(caller, taskId);
    Commits.await(
        store.apply(
            new Change.Edit(taskId, clock.instant(), title, description, pinned, fileCount)));
    return visible(caller, taskId);
  }

  /// Removes a task and all that belongs to it; work on it ends. Waits for the commit.
  public void delete(Caller caller, String taskId) throws InterruptedException {
    var task = visible(caller, taskId);
    Commits.await(store.apply(new Change.Delete(taskId)));
    hub.deleted(taskId);
    var job = jobs.find(taskId);
    var work = works.get(task.kind());
    if (job != null) {
      job.stop(Job.Stop.ENDED);
    }
    if (work != null) {
      if (job == null || !job.isWorking()) { // stopped before its turn, it never has one
        work.deleted(task);
      } else {
        var _ = job.done().thenRunAsync(() -> work.deleted(task), Thread::startVirtualThread);
      }
    }
  }

  /// Completes once the task is no longer waiting or at work in this process.
  public CompletableFuture<Void> ended(String taskId) {
    return jobs.ended(taskId);
  }

  /// How many tasks there are, in each state, over all owners.
  public Map<TaskStatus, Long> totals() {
    return store.totals();
  }

  /// Figures of the work since the start.
  public WorkFigures figures() {
    return jobs.figures();
  }

  private void admit(Caller caller) {
    if (!open) {
      throw Refusal.inBoth(
          ErrorCode.UNAVAILABLE,
          "服务器正在停止，请稍后重试",
          "The server is stopping; try again",
          Duration.ofSeconds(5));
    }
    if (jobs.waiting() >= settings.queueLimit()) {
      throw Refusal.inBoth(
          ErrorCode.QUEUE_FULL,
          "队列已满（%d 个任务），请稍后重试".formatted(settings.queueLimit()),
          "The queue is full (%d tasks); try again".formatted(settings.queueLimit()),
          Duration.ofSeconds(1));
    }
    rateLimit.take(caller.owner());
  }

  private String newId(TaskKind kind) {
    return switch (kind) {
      case REASONING -> ids.reasoning();
      case MODELING -> ids.modeling();
    };
  }

  private Submission submitted(
      Task task, Job job, @Nullable Applied result, @Nullable Throwable failure) {
    if (failure != null || result == null) {
      jobs.drop(job);
      throw Commits.refusal(failure);
    }
    return switch (result) {
      case Applied.Done _ -> new Submission(task, false);
      case Applied.Existing(var first) -> {
        jobs.forget(job);
        if (first.kind() != task.kind() || !Arrays.equals(first.input(), task.input())) {
          throw Refusal.inBoth(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              "这个 idempotency_key 已用于另一个任务，请换一个新的",
              "This idempotency key was used for another task; take a new one");
        }
        yield new Submission(first, true);
      }
      case Applied.Refused _, Applied.Unknown _ -> {
        jobs.drop(job);
        throw Refusal.inBoth(ErrorCode.INTERNAL, "任务无法保存", "The task could not be stored");
      }
    };
  }

  /// Keys are the client's own over `/ws` and the owner's over HTTP.
  private static @Nullable String scoped(Caller caller, @Nullable String key) {
    if (key == null) {
      return null;
    }
    var clientId = caller.clientId();
    return (clientId == null ? "owner:" + caller.owner() : "client:" + clientId) + "\n" + key;
  }
}
