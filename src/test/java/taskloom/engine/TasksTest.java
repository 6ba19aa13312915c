package taskloom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import taskloom.model.AnalysisFailure;
import taskloom.model.Analyst;
import taskloom.store.H2Store;
import taskloom.task.Applied;
import taskloom.task.ErrorCode;
import taskloom.task.EventDraft;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;
import taskloom.testing.QuietWork;
import taskloom.wire.Analysis;
import taskloom.wire.Json;
import taskloom.wire.TaskInput;

/// The engine on a real store, with an analyst that does what the text says.
class TasksTest {
  private static final Caller ANN = new Caller("ann", null);
  private static final Caller BOB = new Caller("bob", null);
  private static final EngineSettings BOUNDS =
      new EngineSettings(4, 1, 100, 0, Duration.ofMinutes(1), Duration.ofMinutes(1), 3);

  /// More kills than one task may be at work in.
  private static final int MANY = 13;

  private static final Probation.Pace PACE =
      new Probation.Pace(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(300));

  private final H2Store store = H2Store.inMemory(Clock.systemUTC());
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> interrupted = new CopyOnWriteArrayList<>();
  private Life life = new Life();
  private Tasks tasks = started(BOUNDS);

  @AfterEach
  void close() throws InterruptedException {
    tasks.stop(Duration.ZERO);
    store.close();
  }

  @Test
  void aTaskIsToldSubmittedThenProcessingThenItsEnd() throws Exception {
    var task = submit(ANN, "明早七点去机场");

    assertThat(end(task).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(statuses(task)).containsExactly("pending", "processing", "completed");
  }

  @Test
  void aFailureIsToldInTheAnalystsWords() throws Exception {
    var task = submit(ANN, "fail");

    assertThat(end(task).error()).isEqualTo("DeepSeek API调用失败: 网络超时");
    assertThat(statuses(task)).containsExactly("pending", "processing", "failed");
  }

  @Test
  void anAnalystThatThrowsFailsItsTaskAndTellsNothingOfTheServer() throws Exception {
    var task = submit(ANN, "throw");

    assertThat(end(task).error()).isEqualTo("服务器内部错误");
  }

  @Test
  void anErrorFailsItsTaskAndItsWorkerGoesOn() throws Exception {
    for (int i = 0; i < 2 * BOUNDS.workers(); i++) {
      var task = submit(ANN, "overflow");
      assertThat(end(task).error()).isEqualTo("服务器内部错误");
    }
    assertThat(end(submit(ANN, "done")).status()).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void anEndThatCannotBeToldIsAFailureAllTheSame() throws Exception {
    var task = submitInParts("end badly");
    release.countDown();

    assertThat(end(task).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(find(task).error()).isEqualTo("服务器内部错误");
  }

  @Test
  void cancellingReachesTheRunningCall() throws Exception {
    var task = submit(ANN, "hold");
    await().until(() -> find(task).status() == TaskStatus.PROCESSING);

    assertThat(Commits.await(tasks.cancel(ANN, task.id())).status())
        .isEqualTo(TaskStatus.CANCELLED);
    await().untilAsserted(() -> assertThat(interrupted).containsExactly("hold"));
    assertThat(statuses(task)).containsExactly("pending", "processing", "cancelled");
  }

  @Test
  void cancellingAWaitingTaskKeepsItFromBeginning() throws Exception {
    for (int i = 0; i < BOUNDS.workers(); i++) {
      submit(ANN, "hold");
    }
    var waiting = submit(ANN, "hold, waiting");
    Commits.await(tasks.cancel(ANN, waiting.id()));
    release.countDown();

    await().until(() -> tasks.figures().waiting() + tasks.figures().working() == 0);
    assertThat(statuses(waiting)).containsExactly("pending", "cancelled");
  }

  @Test
  void cancellingTwiceChangesNothingAndAnEndedTaskCannotBeCancelled() throws Exception {
    var held = submit(ANN, "hold");
    Commits.await(tasks.cancel(ANN, held.id()));
    assertThat(Commits.await(tasks.cancel(ANN, held.id())).status())
        .isEqualTo(TaskStatus.CANCELLED);

    var done = submit(ANN, "done");
    end(done);
    refused(ErrorCode.TASK_NOT_CANCELLABLE, () -> Commits.await(tasks.cancel(ANN, done.id())));
  }

  @Test
  void aTaskPastItsDeadlineFailsAndItsCallIsEnded() throws Exception {
    restart(bounds(Duration.ofMillis(50), 100, 0, 3));
    var task = submit(ANN, "hold");

    assertThat(end(task).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(find(task).error()).startsWith("任务超时");
    assertThat(interrupted).containsExactly("hold");
  }

  @Test
  void stoppingHandsRunningTasksBackAndTheNextStartFinishesThem() throws Exception {
    var task = submit(ANN, "hold");
    await().until(() -> find(task).status() == TaskStatus.PROCESSING);
    tasks.stop(Duration.ZERO);
    assertThat(find(task).status()).isEqualTo(TaskStatus.PENDING);
    refused(ErrorCode.UNAVAILABLE, () -> submit(ANN, "too late"));

    release.countDown();
    tasks = started(BOUNDS);
    assertThat(end(task).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(statuses(task)).containsExactly("pending", "processing", "completed");
  }

  @Test
  void attemptsAreBounded() throws Exception {
    var task = submit(ANN, "hold");
    await().until(() -> find(task).status() == TaskStatus.PROCESSING);
    assertThat(killedUntilItEnds(task)).isLessThan(MANY);

    assertThat(find(task).error()).contains("3");
    assertThat(find(task).attempts()).isEqualTo(BOUNDS.maxAttempts());
    assertThat(find(task).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(statuses(task)).containsExactly("pending", "processing", "failed");
  }

  @Test
  void aTaskThatFinishesAPartInEachAttemptIsNeverGivenUp() throws Exception {
    var task = submitInParts("get on");
    int kills = 3 * BOUNDS.maxAttempts();
    for (int finished = 1; finished <= kills; finished++) {
      var expected = finished;
      await().until(() -> store.checkpoints(task.id()).size() == expected + 1);
      killed();
    }
    assertThat(find(task).attempts()).isLessThanOrEqualTo(2);
    release.countDown();
    assertThat(end(task).status()).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void aTaskThatOnlyUsesTokensIsGivenUp() throws Exception {
    var task = submitInParts("use tokens");
    await().until(() -> find(task).status() == TaskStatus.PROCESSING);
    assertThat(killedUntilItEnds(task)).isLessThan(MANY);
    assertThat(find(task).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(find(task).attempts()).isEqualTo(BOUNDS.maxAttempts());
  }

  @Test
  void aTaskThatCannotBeReadWhenItsTurnComesIsReadAgain() throws Exception {
    var task = submit(ANN, "hold");
    await().until(() -> find(task).status() == TaskStatus.PROCESSING);
    life.unreadable.set(2);
    tasks.stop(Duration.ZERO);
    tasks = started(BOUNDS);
    release.countDown();
    assertThat(end(task).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(life.unreadable).hasNonPositiveValue();
  }

  /// As after kill -9: nothing is handed back, another process begins on the same store.
  private void killed() {
    life.over = true;
    life = new Life();
    tasks = started(BOUNDS);
  }

  /// Kills as soon as the task is at work, until it is given up; returns how often.
  private int killedUntilItEnds(Task task) {
    int kills = 0;
    while (!find(task).status().isFinal()) {
      killed();
      kills++;
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> find(task).status() != TaskStatus.PENDING);
    }
    return kills;
  }

  @Test
  void theSameIdempotencyKeyGivesTheFirstTaskAgain() throws Exception {
    var first = Commits.await(tasks.submit(ANN, draft("once", "key-1")));
    var second = Commits.await(tasks.submit(ANN, draft("once", "key-1")));

    assertThat(second.repeated()).isTrue();
    assertThat(second.task().id()).isEqualTo(first.task().id());
    refused(
        ErrorCode.IDEMPOTENCY_CONFLICT,
        () -> Commits.await(tasks.submit(ANN, draft("other", "key-1"))));
    assertThat(Commits.await(tasks.submit(BOB, draft("other", "key-1"))).repeated()).isFalse();
  }

  @Test
  void pastTheQueuesBoundASubmissionIsRefusedWithATimeToWait() throws Exception {
    restart(bounds(Duration.ofMinutes(1), 2, 0, 3));
    for (int i = 0; i < BOUNDS.workers(); i++) {
      var working = i + 1;
      submit(ANN, "hold");
      await().until(() -> tasks.figures().working() >= working);
    }
    var refusal = refused(ErrorCode.QUEUE_FULL, () -> fill(4));
    assertThat(refusal.retryAfter()).isPositive();
  }

  @Test
  void pastTheRateASubmissionIsRefusedWithATimeToWait() throws Exception {
    restart(bounds(Duration.ofMinutes(1), 1_000, 0.1, 3));
    submit(ANN, "first");
    var refusal = refused(ErrorCode.RATE_LIMITED, () -> submit(ANN, "second"));

    assertThat(refusal.retryAfter()).isPositive();
    submit(BOB, "another owner's");
  }

  @Test
  void anotherOwnersTaskIsUnknown() throws Exception {
    var task = submit(ANN, "hold");

    refused(ErrorCode.TASK_NOT_FOUND, () -> tasks.visible(BOB, task.id()));
    refused(ErrorCode.TASK_NOT_FOUND, () -> tasks.cancel(BOB, task.id()));
    refused(ErrorCode.TASK_NOT_FOUND, () -> tasks.delete(BOB, task.id()));
    refused(ErrorCode.TASK_NOT_FOUND, () -> tasks.edit(BOB, task.id(), "mine", null, null, null));
    assertThat(find(task).status()).isIn(TaskStatus.PENDING, TaskStatus.PROCESSING);
  }

  @Test
  void deletingATaskAtWorkEndsTheWork() throws Exception {
    var task = submit(ANN, "hold");
    await().until(() -> find(task).status() == TaskStatus.PROCESSING);
    tasks.delete(ANN, task.id());

    await().untilAsserted(() -> assertThat(interrupted).containsExactly("hold"));
    assertThat(tasks.find(ANN, task.id())).isEmpty();
    assertThat(store.events(task.id(), 0, 10)).isEmpty();
  }

  private void fill(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      submit(ANN, "hold");
    }
  }

  private Tasks started(EngineSettings settings) {
    var works =
        Map.of(
            TaskKind.REASONING, new ReasoningWork(new Obedient()), TaskKind.MODELING, new Parts());
    var started = new Tasks(life.store(), new Hub(), works, settings, PACE, Clock.systemUTC());
    started.start();
    return started;
  }

  private void restart(EngineSettings settings) throws InterruptedException {
    tasks.stop(Duration.ZERO);
    tasks = started(settings);
  }

  private static EngineSettings bounds(
      Duration timeout, int queueLimit, double rate, int attempts) {
    return new EngineSettings(
        BOUNDS.workers(), 1, queueLimit, rate, timeout, Duration.ofMinutes(1), attempts);
  }

  private Task submit(Caller caller, String text) throws InterruptedException {
    return Commits.await(tasks.submit(caller, draft(text, null))).task();
  }

  private Task submitInParts(String description) throws InterruptedException {
    var id = tasks.newModelingId();
    var draft = NewTask.modeling(id, "", description, "custom", "CHINA", 0, new byte[] {'{', '}'});
    return Commits.await(tasks.submit(ANN, draft)).task();
  }

  private static NewTask draft(String text, String idempotencyKey) {
    return NewTask.reasoning(new TaskInput.Text(text), idempotencyKey);
  }

  private Task end(Task task) {
    await().atMost(Duration.ofSeconds(20)).until(() -> find(task).status().isFinal());
    return find(task);
  }

  private Task find(Task task) {
    return store.find(task.id()).orElseThrow();
  }

  private List<String> statuses(Task task) {
    return store.events(task.id(), 0, 100).stream().map(TasksTest::status).toList();
  }

  private static String status(TaskEvent event) {
    return Json.trusted(event.payload()).path("status").asText();
  }

  private static Refusal refused(ErrorCode code, ThrowingCallable call) {
    var refusal = new Refusal[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class,
            thrown -> {
              assertThat(thrown.code()).isEqualTo(code);
              refusal[0] = thrown;
            });
    return refusal[0];
  }

  /// What a process sees of the store: when its life is over nothing it does is stored, and some of
  /// its tasks cannot be read at times.
  private final class Life {
    private final AtomicInteger unreadable = new AtomicInteger();
    private volatile boolean over;

    private TaskStore store() {
      return (TaskStore)
          Proxy.newProxyInstance(
              TaskStore.class.getClassLoader(),
              new Class<?>[] {TaskStore.class},
              (_, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      if (over && method.getName().equals("apply")) {
        return new CompletableFuture<Applied>();
      }
      if (method.getName().equals("find") && unreadable.getAndDecrement() > 0) {
        throw new Refusal(ErrorCode.UNAVAILABLE, "away");
      }
      try {
        return method.invoke(store, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  /// Does one step and then waits: a part, or nothing but tokens.
  private final class Parts implements QuietWork {
    @Override
    public List<EventDraft> ended(
        Task task, TaskStatus status, byte[] result, String error, Instant at) {
      if (task.description().equals("end badly")) {
        throw new StackOverflowError();
      }
      return List.of();
    }

    @Override
    public String error(Task task, GivenUp why) {
      if (task.description().equals("end badly")) {
        throw new StackOverflowError();
      }
      return why.sentence();
    }

    @Override
    public Outcome run(Task task, TaskLog log) throws InterruptedException {
      var usage = task.usage().plus(new TokenUsage(10, 0));
      log.account("used", new byte[] {'{', '}'}, usage);
      if (task.description().equals("get on")) {
        var part = "part " + log.checkpoints().size();
        log.checkpoint(part, new byte[] {'{', '}'}, usage, List.of());
      }
      release.await();
      return new Outcome.Completed(new byte[] {'{', '}'}, usage);
    }
  }

  private final class Obedient implements Analyst {
    @Override
    public String name() {
      return "obedient";
    }

    @Override
    public Answer analyse(TaskInput input) throws AnalysisFailure, InterruptedException {
      var words = input.words();
      if (words.startsWith("fail")) {
        throw new AnalysisFailure("DeepSeek API调用失败: 网络超时", TokenUsage.NONE);
      }
      if (words.startsWith("overflow")) {
        throw new StackOverflowError();
      }
      if (words.startsWith("throw")) {
        throw new IllegalStateException("/secret/path");
      }
      if (words.startsWith("hold")) {
        try {
          release.await();
        } catch (InterruptedException e) {
          interrupted.add(words);
          throw e;
        }
      }
      var analysis = new Analysis("other", 0.1, List.of(), "", "", null, null, null, name());
      return new Answer(analysis, TokenUsage.NONE);
    }
  }
}
