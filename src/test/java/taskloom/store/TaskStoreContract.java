package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.await;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.finish;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.listing;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;
import static taskloom.store.Samples.told;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ClientTasks;
import taskloom.task.ErrorCode;
import taskloom.task.EventDraft;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;
import taskloom.task.TokenUsage;

/// What every [TaskStore] does. A store's own test extends this and opens an empty one.
abstract class TaskStoreContract {
  TaskStore store;

  /// A new, empty store.
  abstract TaskStore openEmpty();

  @BeforeEach
  void open() {
    store = openEmpty();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Task found(String id) {
    return store.find(id).orElseThrow();
  }

  /// Runs while the committer is held in a dependent, so that what is applied meanwhile is one
  /// group.
  private void inOneGroup(Runnable work) {
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var tester = Thread.currentThread();
    for (int i = 0; held.getCount() > 0; i++) {
      var hold =
          store.apply(submit(task("hold" + i + System.nanoTime(), "holder", null, Samples.T0)));
      var waiting =
          hold.thenRun(() -> {
            // When it has committed already this runs right here, and we try again.
            if (!Thread.currentThread().equals(tester)) {
              held.countDown();
              awaitLatch(release);
            }
          });
      if (!waiting.isDone()) {
        awaitLatch(held);
      }
    }
    work.run();
    release.countDown();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // --- one task ---

  @Test
  void aTaskIsFoundAsSubmitted() {
    var task = task("t1");
    assertThat(apply(store, submit(task))).isEqualTo(Applied.DONE);
    assertThat(found("t1")).usingRecursiveComparison().isEqualTo(task);
    assertThat(store.find("t2")).isEmpty();
    assertThat(store.find("")).isEmpty();
    assertThat(store.find("../t1")).isEmpty();
  }

  @Test
  void everyFieldOfAModelingTaskIsKept() {
    var task =
        new Task(
            "20250117-153000-a1b2c3d4",
            "ada",
            null,
            TaskKind.MODELING,
            TaskStatus.PENDING,
            "",
            "",
            "example",
            "CHINA",
            3,
            true,
            new byte[0],
            null,
            null,
            0,
            TokenUsage.NONE,
            at(0),
            at(5),
            null,
            null);
    apply(store, submit(task));
    assertThat(found(task.id())).usingRecursiveComparison().isEqualTo(task);
  }

  @Test
  void aTaskGoesItsWay() {
    apply(store, submit("t1"));
    assertThat(apply(store, start("t1"))).isEqualTo(Applied.DONE);
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.status()).isEqualTo(TaskStatus.PROCESSING);
          assertThat(task.attempts()).isEqualTo(1);
          assertThat(task.startedAt()).isEqualTo(at(1));
          assertThat(task.updatedAt()).isEqualTo(at(1));
          assertThat(task.completedAt()).isNull();
        });
    assertThat(apply(store, complete("t1"))).isEqualTo(Applied.DONE);
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
          assertThat(task.completedAt()).isEqualTo(at(2));
          assertThat(task.result()).isEqualTo(json("{\"task_type\":\"trip\"}"));
          assertThat(task.usage()).isEqualTo(new TokenUsage(100, 20));
          assertThat(task.input()).isEqualTo(task("t1").input());
        });
  }

  @Test
  void allItsStepsInOneGroupComeToTheSame() {
    var applied = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      applied.add(store.apply(submit("t1")));
      applied.add(store.apply(start("t1")));
      applied.add(store.apply(complete("t1")));
      applied.add(store.apply(finish("t1", TaskStatus.CANCELLED)));
      applied.add(store.apply(submit("t2")));
      applied.add(store.apply(finish("t2", TaskStatus.CANCELLED)));
      applied.add(store.apply(start("t2")));
    });
    assertThat(applied.stream().map(Samples::await))
        .containsExactly(
            Applied.DONE,
            Applied.DONE,
            Applied.DONE,
            new Applied.Refused(TaskStatus.COMPLETED),
            Applied.DONE,
            Applied.DONE,
            new Applied.Refused(TaskStatus.CANCELLED));
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
          assertThat(task.attempts()).isEqualTo(1);
          assertThat(task.startedAt()).isEqualTo(at(1));
          assertThat(task.completedAt()).isEqualTo(at(2));
          assertThat(task.result()).isEqualTo(json("{\"task_type\":\"trip\"}"));
        });
    assertThat(store.events("t1", 0, 100)).extracting(TaskEvent::seq).containsExactly(1L, 2L, 3L);
    assertThat(store.events("t2", 0, 100)).extracting(TaskEvent::seq).containsExactly(1L, 2L);
    assertThat(store.clientEvents("client-1", 0, 100, 100))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void aFailureKeepsItsSentence() {
    apply(store, submit("t1"), finish("t1", TaskStatus.FAILED));
    assertThat(found("t1").error()).isEqualTo("DeepSeek API调用失败: 网络超时");
    assertThat(found("t1").result()).isNull();
  }

  @Test
  void aTaskEndsOnce() {
    apply(store, submit("t1"), start("t1"), finish("t1", TaskStatus.CANCELLED));
    var seq = store.lastSeq("t1");
    for (Change late :
        List.of(
            complete("t1"),
            finish("t1", TaskStatus.CANCELLED),
            start("t1"),
            new Change.HandBack("t1", at(9)),
            new Change.Tell("t1", List.of(told("progress"))),
            new Change.Checkpoint("t1", "c", json("{}"), TokenUsage.NONE, List.of(told("step"))),
            new Change.Account("t1", "a", json("{}"), TokenUsage.NONE))) {
      assertThat(apply(store, late)).isEqualTo(new Applied.Refused(TaskStatus.CANCELLED));
    }
    assertThat(store.lastSeq("t1")).isEqualTo(seq);
    assertThat(store.checkpoints("t1")).isEmpty();
    assertThat(found("t1").status()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void whatHasNotBegunCannotBeCompletedNorHandedBack() {
    apply(store, submit("t1"));
    assertThat(apply(store, complete("t1"))).isEqualTo(new Applied.Refused(TaskStatus.PENDING));
    assertThat(apply(store, new Change.HandBack("t1", at(3))))
        .isEqualTo(new Applied.Refused(TaskStatus.PENDING));
  }

  @Test
  void changesOfAnUnknownTaskChangeNothing() {
    for (Change change :
        List.of(
            start("no"),
            complete("no"),
            new Change.HandBack("no", at(1)),
            new Change.Tell("no", List.of(told("progress"))),
            new Change.Checkpoint("no", "c", json("{}"), TokenUsage.NONE, List.of()),
            new Change.Account("no", "a", json("{}"), TokenUsage.NONE),
            new Change.Edit("no", at(1), "title", null, null, null),
            new Change.Delete("no"))) {
      assertThat(apply(store, change)).isEqualTo(new Applied.Unknown());
    }
    assertThat(store.totals().values()).containsOnly(0L);
  }

  @Test
  void aSecondAttemptCountsAndTellsNothingAgain() {
    apply(store, submit("t1"), start("t1"), start("t1"));
    assertThat(found("t1").attempts()).isEqualTo(2);
    assertThat(store.events("t1", 0, 10))
        .extracting(TaskEvent::type)
        .containsExactly("task_submitted", "task_status_update");
  }

  @Test
  void anAttemptHandedBackDoesNotCountNorIsItToldTwice() {
    apply(store, submit("t1"), start("t1"), new Change.HandBack("t1", at(3)));
    assertThat(found("t1").status()).isEqualTo(TaskStatus.PENDING);
    assertThat(found("t1").attempts()).isZero();
    apply(store, start("t1"));
    assertThat(found("t1").attempts()).isEqualTo(1);
    assertThat(store.lastSeq("t1")).isEqualTo(2);
  }

  @Test
  void aFinishedPartMakesItsAttemptTheFirstOneAtTheNext() {
    apply(store, submit("t1"), start("t1"), start("t1"), start("t1"), part("t1", "eda"));
    assertThat(found("t1").attempts()).isEqualTo(1);
    apply(store, start("t1"));
    assertThat(found("t1").attempts()).isEqualTo(2);
    apply(store, part("t1", "ques1"), new Change.HandBack("t1", at(3)));
    assertThat(found("t1").attempts()).isZero();
  }

  @Test
  void anAccountIsKeptAmongTheCheckpointsAndIsNoProgress() {
    apply(store, submit("t1"), start("t1"), start("t1"));
    apply(store, new Change.Account("t1", "used", json("{}"), new TokenUsage(7, 8)));
    assertThat(found("t1").attempts()).isEqualTo(2);
    assertThat(found("t1").usage()).isEqualTo(new TokenUsage(7, 8));
    assertThat(store.checkpoints("t1")).containsOnlyKeys("used");
  }

  private static Change part(String id, String name) {
    return new Change.Checkpoint(id, name, json("{}"), TokenUsage.NONE, List.of());
  }

  @Test
  void editsApplyInEveryState() {
    apply(store, submit("t1"), start("t1"), complete("t1"));
    apply(store, new Change.Edit("t1", at(5), "Flug", null, null, null));
    apply(store, new Change.Edit("t1", at(6), null, "Morgen", true, 4));
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.title()).isEqualTo("Flug");
          assertThat(task.description()).isEqualTo("Morgen");
          assertThat(task.pinned()).isTrue();
          assertThat(task.fileCount()).isEqualTo(4);
          assertThat(task.updatedAt()).isEqualTo(at(6));
          assertThat(task.result()).isNotNull();
          assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        });
  }

  @Test
  void anEditInTheGroupOfItsTaskCounts() {
    inOneGroup(() -> {
      store.apply(submit("t1"));
      store.apply(new Change.Edit("t1", at(5), "one", "two", true, null));
      store.apply(start("t1"));
    });
    apply(store, new Change.Tell("t1", List.of()));
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.title()).isEqualTo("one");
          assertThat(task.description()).isEqualTo("two");
          assertThat(task.pinned()).isTrue();
          assertThat(task.status()).isEqualTo(TaskStatus.PROCESSING);
        });
  }

  @Test
  void aDeletedTaskLeavesNothing() {
    apply(store, new Change.Submit(task("t1"), "key", List.of(told("task_submitted"))));
    apply(
        store,
        start("t1"),
        new Change.Checkpoint("t1", "c", json("{}"), TokenUsage.NONE, List.of(pushed("step"))),
        new Change.Delete("t1"));
    assertThat(store.find("t1")).isEmpty();
    assertThat(store.events("t1", 0, 10)).isEmpty();
    assertThat(store.lastSeq("t1")).isZero();
    assertThat(store.checkpoints("t1")).isEmpty();
    assertThat(store.clientEvents("client-1", 0, 100, 10)).isEmpty();
    assertThat(store.ofClient("ada", "client-1", 10, 1_000).tasks()).isEmpty();
    assertThat(store.page(listing("ada")).total()).isZero();
    assertThat(store.totals().values()).containsOnly(0L);
    assertThat(apply(store, new Change.Delete("t1"))).isEqualTo(new Applied.Unknown());
    // Its key is free again, and so is its id.
    assertThat(apply(store, new Change.Submit(task("t1"), "key", List.of())))
        .isEqualTo(Applied.DONE);
  }

  @Test
  void submittedAndDeletedInOneGroupLeavesNothingButTheCount() {
    inOneGroup(() -> {
      store.apply(
          new Change.Submit(task("t1"), "key", List.of(told("task_submitted"), pushed("x"))));
      store.apply(new Change.Delete("t1"));
      store.apply(new Change.Submit(task("t2"), "key", List.of(pushed("x"))));
    });
    apply(store, new Change.Tell("t2", List.of()));
    assertThat(store.find("t1")).isEmpty();
    assertThat(store.find("t2")).isPresent();
    assertThat(store.lastClientSeq("client-1")).isEqualTo(2);
    assertThat(store.page(listing("ada")).total()).isEqualTo(1);
  }

  @Test
  void aTaskDeletedAndSubmittedAnewInOneGroup() {
    apply(
        store, new Change.Submit(task("t1"), "key", List.of(told("task_submitted"))), start("t1"));
    inOneGroup(() -> {
      store.apply(new Change.Delete("t1"));
      store.apply(new Change.Submit(task("t1"), "key", List.of()));
    });
    apply(store, new Change.Tell("t1", List.of(told("a"))));
    assertThat(found("t1").status()).isEqualTo(TaskStatus.PENDING);
    assertThat(store.lastSeq("t1")).isEqualTo(1);
  }

  @Test
  void aSecondTaskOfTheSameIdIsRefusedAloneAndTheFirstStays() {
    apply(store, submit("t1"), start("t1"), complete("t1"));
    var others = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      others.add(store.apply(submit("t2")));
      others.add(store.apply(submit(task("t1", "eve", null, at(9)))));
      others.add(store.apply(submit("t3")));
      others.add(store.apply(start("t3")));
      others.add(store.apply(submit("t3")));
    });
    assertThat(await(others.get(0))).isEqualTo(Applied.DONE);
    assertThatThrownBy(() -> await(others.get(1))).isInstanceOf(Refusal.class);
    assertThat(await(others.get(2))).isEqualTo(Applied.DONE);
    assertThat(await(others.get(3))).isEqualTo(Applied.DONE);
    assertThatThrownBy(() -> await(others.get(4))).isInstanceOf(Refusal.class);
    assertThat(found("t1").owner()).isEqualTo("ada");
    assertThat(found("t3").status()).isEqualTo(TaskStatus.PROCESSING);
    assertThat(store.clientEvents("client-1", 0, 10, 10))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(1L, 2L, 3L);
  }

  // --- idempotency ---

  @Test
  void aSecondTaskWithTheSameKeyGivesTheFirst() {
    apply(store, new Change.Submit(task("t1"), "ada/k", List.of(pushed("x"))), start("t1"));
    var second = apply(store, new Change.Submit(task("t2"), "ada/k", List.of(pushed("x"))));
    assertThat(second)
        .isInstanceOfSatisfying(
            Applied.Existing.class,
            existing ->
                assertThat(existing.task()).usingRecursiveComparison().isEqualTo(found("t1")));
    assertThat(store.find("t2")).isEmpty();
    assertThat(store.lastClientSeq("client-1")).isEqualTo(2);
    assertThat(apply(store, new Change.Submit(task("t3"), "eve/k", List.of())))
        .isEqualTo(Applied.DONE);
  }

  @Test
  void theFirstMayBeInTheSameGroup() {
    var applied = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      applied.add(store.apply(new Change.Submit(task("t1"), "k", List.of())));
      applied.add(store.apply(start("t1")));
      applied.add(store.apply(new Change.Submit(task("t2"), "k", List.of())));
    });
    assertThat(await(applied.get(2)))
        .isInstanceOfSatisfying(
            Applied.Existing.class,
            existing ->
                assertThat(existing.task()).usingRecursiveComparison().isEqualTo(found("t1")));
  }

  @Test
  void theFirstIsToldWithWhatTheGroupHasDoneToIt() {
    apply(store, new Change.Submit(task("t1"), "k", List.of()));
    var applied = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      store.apply(start("t1"));
      store.apply(new Change.Edit("t1", at(7), "new", null, null, null));
      store.apply(complete("t1"));
      applied.add(store.apply(new Change.Submit(task("t2"), "k", List.of())));
    });
    assertThat(await(applied.getFirst()))
        .isInstanceOfSatisfying(
            Applied.Existing.class,
            existing ->
                assertThat(existing.task()).usingRecursiveComparison().isEqualTo(found("t1")));
  }

  // --- events ---

  @Test
  void eventsAreCountedPerTaskAndUpdatesPerClient() {
    apply(store, submit("t1"), submit("t2"), start("t1"), start("t2"), complete("t2"));
    assertThat(store.events("t1", 0, 10))
        .extracting(TaskEvent::seq, TaskEvent::clientSeq, TaskEvent::type, TaskEvent::clientId)
        .containsExactly(
            tuple(1L, 0L, "task_submitted", null), tuple(2L, 1L, "task_status_update", "client-1"));
    assertThat(store.clientEvents("client-1", 0, 100, 10))
        .extracting(TaskEvent::clientSeq, TaskEvent::taskId, TaskEvent::seq)
        .containsExactly(tuple(1L, "t1", 2L), tuple(2L, "t2", 2L), tuple(3L, "t2", 3L));
    assertThat(store.lastSeq("t2")).isEqualTo(3);
    assertThat(store.lastClientSeq("client-1")).isEqualTo(3);
    assertThat(store.lastClientSeq("nobody")).isZero();
    assertThat(store.lastSeq("nobody")).isZero();
    assertThat(store.clientEvents("nobody", 0, 10, 10)).isEmpty();
    assertThat(store.events("nobody", 0, 10)).isEmpty();
  }

  @Test
  void anEventIsKeptAsItIs() {
    var payload = json("{\"type\":\"agent\",\"content\":\"模型\\u0000 \uD83D\uDE80\"}");
    apply(store, submit("t1"));
    apply(store, new Change.Tell("t1", List.of(new EventDraft("agent", payload, at(7), true))));
    assertThat(store.events("t1", 1, 10))
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(new TaskEvent("t1", 2, "client-1", 1, "agent", payload, at(7)));
  }

  @Test
  void aCursorGoesOnWhereItStands() {
    apply(store, submit("t1"));
    for (int i = 0; i < 9; i++) {
      apply(store, new Change.Tell("t1", List.of(pushed("a"))));
    }
    assertThat(store.events("t1", 4, 3)).extracting(TaskEvent::seq).containsExactly(5L, 6L, 7L);
    assertThat(store.events("t1", 10, 3)).isEmpty();
    assertThat(store.events("t1", Long.MAX_VALUE, 3)).isEmpty();
    assertThat(store.events("t1", -5, 2)).extracting(TaskEvent::seq).containsExactly(1L, 2L);
    assertThat(store.clientEvents("client-1", 2, 5, 10))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(3L, 4L, 5L);
    assertThat(store.clientEvents("client-1", 2, 5, 2)).hasSize(2);
    assertThat(store.clientEvents("client-1", 5, 2, 2)).isEmpty();
    assertThat(store.clientEvents("client-1", 8, Long.MAX_VALUE, 9)).hasSize(1);
  }

  @Test
  void aPushedMessageOfATaskWithoutClientIsNoUpdate() {
    apply(store, submit(task("t1", "ada", null, at(0))), start("t1"));
    assertThat(store.events("t1", 0, 10))
        .extracting(TaskEvent::clientSeq, TaskEvent::clientId)
        .containsOnly(tuple(0L, null));
  }

  @Test
  void aClientsCountNeverGoesDown() {
    apply(store, submit("t1"), start("t1"), complete("t1"), new Change.Delete("t1"));
    assertThat(store.lastClientSeq("client-1")).isEqualTo(2);
    apply(store, submit("t2"), start("t2"));
    assertThat(store.clientEvents("client-1", 0, 10, 10))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(3L);
  }

  @Test
  void futuresCompleteAfterTheCommitThenTheListenerHearsInOrder() {
    var heard = new CopyOnWriteArrayList<String>();
    store.listener(event -> heard.add(event.taskId() + ":" + event.seq()));
    var waiting = new ArrayList<CompletableFuture<Void>>();
    // So that no future completes before what depends on it is there.
    inOneGroup(() -> {
      for (Change change :
          List.of(submit("t1"), start("t1"), submit("t2"), complete("t1"), start("t2"))) {
        waiting.add(
            store
                .apply(change)
                .thenAccept(_ -> {
                  heard.add(change.getClass().getSimpleName() + " " + change.taskId());
                  assertThat(store.find(change.taskId())).isPresent();
                }));
      }
    });
    waiting.forEach(Samples::await);
    apply(store, new Change.Tell("t2", List.of()));
    assertThat(heard.stream().filter(line -> line.matches("t\\d:\\d")))
        .containsExactly("t1:1", "t1:2", "t2:1", "t1:3", "t2:2");
    assertThat(heard.indexOf("Start t1")).isLessThan(heard.indexOf("t1:2"));
  }

  @Test
  void aFailingListenerOrDependentDoesNoHarm() {
    store.listener(_ -> {
      throw new IllegalStateException("on purpose");
    });
    store
        .apply(submit("t1"))
        .thenRun(() -> {
          throw new AssertionError("on purpose");
        });
    assertThat(apply(store, start("t1"))).isEqualTo(Applied.DONE);
    assertThat(apply(store, complete("t1"))).isEqualTo(Applied.DONE);
  }

  // --- lists ---

  @Test
  void aClientsTasksNewestFirst() {
    for (int i = 1; i <= 5; i++) {
      apply(store, submit(task("t" + i, "ada", i == 3 ? "client-2" : "client-1", at(i))));
    }
    apply(store, start("t4"), complete("t4"));
    var newest = store.ofClient("ada", "client-1", 3, 1_000);
    assertThat(newest.tasks()).extracting(ClientTasks.Item::id).containsExactly("t5", "t4", "t2");
    assertThat(newest.more()).isTrue();
    assertThat(newest.tasks().get(1))
        .usingRecursiveComparison()
        .isEqualTo(
            new ClientTasks.Item(
                "t4",
                TaskStatus.COMPLETED,
                at(4),
                at(1),
                at(2),
                json("{\"task_type\":\"trip\"}"),
                null));
    assertThat(store.ofClient("ada", "client-1", 4, 1_000).more()).isFalse();
    assertThat(store.ofClient("ada", "nobody", 3, 1_000))
        .isEqualTo(new ClientTasks(List.of(), false));
    assertThat(store.ofClient("eve", "client-1", 3, 1_000).tasks()).isEmpty();
  }

  @Test
  void aClientsTasksAreBoundedInBytes() {
    var large = json("{\"x\":\"" + "x".repeat(1_000) + "\"}");
    var error = "错".repeat(333) + "!";
    for (int i = 1; i <= 4; i++) {
      var id = "t" + i;
      apply(store, submit(id), start(id));
      apply(
          store,
          i == 3
              ? new Change.Finish(
                  id, TaskStatus.FAILED, at(2), null, error, TokenUsage.NONE, List.of())
              : new Change.Finish(
                  id, TaskStatus.COMPLETED, at(2), large, null, TokenUsage.NONE, List.of()));
    }
    apply(store, submit("t5"));
    record Case(int bytes, List<String> ids) {}
    for (var each :
        List.of(
            new Case(0, List.of("t5")),
            new Case(large.length + 999, List.of("t5", "t4")),
            new Case(large.length + 1_000, List.of("t5", "t4", "t3")),
            new Case(3 * large.length + 1_000, List.of("t5", "t4", "t3", "t2", "t1")))) {
      var found = store.ofClient("ada", "client-1", 10, each.bytes());
      assertThat(found.tasks()).extracting(ClientTasks.Item::id).isEqualTo(each.ids());
      assertThat(found.more()).isEqualTo(each.ids().size() < 5);
    }
  }

  @Test
  void anOwnerSeesTheirOwnNewestFirst() {
    apply(
        store,
        submit(task("t1", "ada", null, at(1))),
        submit(task("t2", "eve", null, at(2))),
        submit(task("t3", "ada", "client-1", at(3))));
    apply(store, start("t1"));
    var page = store.page(listing("ada"));
    assertThat(page.tasks()).extracting(Task::id).containsExactly("t3", "t1");
    assertThat(page.total()).isEqualTo(2);
    assertThat(page.nextCursor()).isNull();
    assertThat(page.tasks().getFirst().clientId()).isEqualTo("client-1");
    assertThat(store.page(listing("nobody")).tasks()).isEmpty();
  }

  private static TaskQuery query(
      @Nullable TaskKind kind,
      @Nullable TaskStatus status,
      @Nullable String taskType,
      boolean pinnedOnly,
      @Nullable String text) {
    return new TaskQuery("ada", kind, status, taskType, pinnedOnly, text, null, null, null, 50);
  }

  @Test
  void filtersCombine() {
    apply(store, submit(task("r1", at(1), TaskKind.REASONING, "custom", "Trip", "to Paris")));
    apply(store, submit(task("m2", at(2), TaskKind.MODELING, "custom", "Queue", "100% of it")));
    apply(
        store, submit(task("m3", at(3), TaskKind.MODELING, "example", "queue_two", "back\\slash")));
    apply(store, start("m2"), new Change.Edit("m3", at(4), null, null, true, null));
    record Case(TaskQuery query, List<String> ids) {}
    for (var each :
        List.of(
            new Case(query(null, null, null, false, null), List.of("m3", "m2", "r1")),
            new Case(query(TaskKind.MODELING, null, null, false, null), List.of("m3", "m2")),
            new Case(query(null, TaskStatus.PENDING, null, false, null), List.of("m3", "r1")),
            new Case(query(null, null, "example", false, null), List.of("m3")),
            new Case(query(null, null, null, true, null), List.of("m3")),
            new Case(query(TaskKind.REASONING, null, null, true, null), List.of()),
            new Case(query(null, null, null, false, "QUEUE"), List.of("m3", "m2")),
            new Case(query(null, null, null, false, "paris"), List.of("r1")),
            new Case(query(null, null, null, false, "%"), List.of("m2")),
            new Case(query(null, null, null, false, "_"), List.of("m3")),
            new Case(query(null, null, null, false, "k\\s"), List.of("m3")),
            new Case(query(null, TaskStatus.PROCESSING, null, false, "queue"), List.of("m2")),
            new Case(query(null, null, null, false, "nothing"), List.of()))) {
      var page = store.page(each.query());
      assertThat(page.tasks()).as("%s", each.query()).extracting(Task::id).isEqualTo(each.ids());
      assertThat(page.total()).as("%s", each.query()).isEqualTo(each.ids().size());
      assertThat(page.nextCursor()).isNull();
    }
  }

  @Test
  void aPeriodIncludesItsBeginningAndNotItsEnd() {
    for (int i = 1; i <= 5; i++) {
      apply(store, submit(task("t" + i, "ada", null, at(i))));
    }
    assertThat(period(at(2), at(4)).tasks()).extracting(Task::id).containsExactly("t3", "t2");
    assertThat(period(at(2), at(4)).total()).isEqualTo(2);
    assertThat(period(at(2).plusNanos(1), null).tasks()).hasSize(3);
    assertThat(period(null, at(2).plusNanos(1)).tasks()).hasSize(2);
    assertThat(period(Instant.MIN, Instant.MAX).tasks()).hasSize(5);
    assertThat(period(Instant.MAX, Instant.MIN).tasks()).isEmpty();
  }

  private TaskPage period(@Nullable Instant from, @Nullable Instant before) {
    return store.page(new TaskQuery("ada", null, null, null, false, null, from, before, null, 50));
  }

  @Test
  void pagesFollowEachOtherWithEqualTimesAndRemovedTasks() {
    var ids = IntStream.range(0, 25).mapToObj(i -> "t" + i).toList();
    for (int i = 0; i < 25; i++) {
      apply(store, submit(task(ids.get(i), "ada", null, at(i / 10))));
      if (i % 3 == 0) {
        apply(store, start(ids.get(i)));
      }
    }
    var seen = new ArrayList<String>();
    String cursor = null;
    do {
      var page =
          store.page(new TaskQuery("ada", null, null, null, false, null, null, null, cursor, 4));
      page.tasks().forEach(task -> seen.add(task.id()));
      cursor = page.nextCursor();
      if (cursor != null) {
        // The task the cursor stands at goes away, and a new one comes: neither disturbs.
        apply(store, new Change.Delete(page.tasks().getLast().id()));
        apply(store, submit(task("new" + seen.size(), "ada", null, at(100))));
      }
    } while (cursor != null);
    assertThat(seen).isEqualTo(ids.reversed());
  }

  @Test
  void aCursorOfSomebodyElseIsRefused() {
    for (var cursor : List.of("", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "é", "a".repeat(10_000))) {
      assertThatThrownBy(() ->
              store.page(
                  new TaskQuery("ada", null, null, null, false, null, null, null, cursor, 4)))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
  }

  @Test
  void unfinishedTasksInTheOrderOfSubmission() {
    for (int i = 0; i < 6; i++) {
      apply(store, submit(task("t" + i, i % 2 == 0 ? "ada" : "eve", "client-1", at(i / 2))));
    }
    apply(store, start("t1"), start("t3"), complete("t3"), finish("t4", TaskStatus.CANCELLED));
    assertThat(store.unfinished("", 10))
        .extracting(Task::id)
        .containsExactly("t0", "t1", "t2", "t5");
    assertThat(store.unfinished("t1", 1)).extracting(Task::id).containsExactly("t2");
    assertThat(store.unfinished("t3", 9)).extracting(Task::id).containsExactly("t5");
    assertThat(store.unfinished("t5", 9)).isEmpty();
    assertThat(store.unfinished("", 1).getFirst().input()).isNotEmpty();
  }

  @Test
  void totalsPerState() {
    assertThat(store.totals()).hasSize(5);
    apply(
        store, submit("t1"), submit("t2"), submit("t3"), start("t2"), start("t3"), complete("t3"));
    assertThat(store.totals())
        .containsEntry(TaskStatus.PENDING, 1L)
        .containsEntry(TaskStatus.PROCESSING, 1L)
        .containsEntry(TaskStatus.COMPLETED, 1L)
        .containsEntry(TaskStatus.FAILED, 0L);
  }

  // --- checkpoints, secrets, sizes ---

  @Test
  void checkpointsByNameInTheOrderTheyWereStored() {
    apply(store, submit("t1"), start("t1"));
    for (var name : List.of("b", "a", "c", "b")) {
      apply(
          store,
          new Change.Checkpoint(
              "t1",
              name,
              json(name + store.lastSeq("t1")),
              new TokenUsage(7, 8),
              List.of(told("s"))));
    }
    var checkpoints = store.checkpoints("t1");
    assertThat(checkpoints.keySet()).containsExactly("a", "c", "b");
    assertThat(checkpoints.get("b")).isEqualTo(json("b5"));
    assertThat(store.checkpoint("t1", "b")).hasValue(json("b5"));
    assertThat(store.checkpoint("t1", "d")).isEmpty();
    assertThat(store.checkpoint("t2", "b")).isEmpty();
    assertThat(found("t1").usage()).isEqualTo(new TokenUsage(7, 8));
    assertThat(store.lastSeq("t1")).isEqualTo(6);
    // Ending without a count of its own leaves the one there is.
    apply(
        store,
        new Change.Finish(
            "t1", TaskStatus.CANCELLED, at(9), null, null, TokenUsage.NONE, List.of()));
    assertThat(found("t1").usage()).isEqualTo(new TokenUsage(7, 8));
    assertThat(store.checkpoints("t2")).isEmpty();
  }

  @Test
  void aSecretIsMadeOnce() {
    assertThat(store.secret("a", () -> json("one"))).isEqualTo(json("one"));
    assertThat(store.secret("a", () -> json("two"))).isEqualTo(json("one"));
    assertThat(store.secret("b", () -> json("two"))).isEqualTo(json("two"));
  }

  @Test
  void largeValuesFit() {
    var big = new byte[1_048_576];
    Arrays.fill(big, (byte) 'x');
    var text = "汉".repeat(32_768);
    var large = task("t1", at(0), TaskKind.REASONING, "custom", text, text);
    apply(store, new Change.Submit(large, null, List.of(new EventDraft("a", big, at(1), false))));
    apply(store, start("t1"));
    apply(
        store,
        new Change.Finish(
            "t1", TaskStatus.COMPLETED, at(2), big, text, TokenUsage.NONE, List.of()));
    assertThat(found("t1").description()).isEqualTo(text);
    assertThat(found("t1").result()).isEqualTo(big);
    assertThat(store.events("t1", 0, 1).getFirst().payload()).isEqualTo(big);
    assertThat(store.page(query(null, null, null, false, "汉汉")).total()).isEqualTo(1);
  }

  @Test
  void whatIsTooLargeIsRefusedAlone() {
    apply(store, submit("t1"));
    var message = new EventDraft("a", new byte[1_048_577], at(1), false);
    for (Change change :
        List.of(
            new Change.Tell("t1", List.of(message)),
            submit("t".repeat(300)),
            new Change.Checkpoint("t1", "c", new byte[1_048_577], TokenUsage.NONE, List.of()),
            new Change.Account("t1", "a", new byte[1_048_577], TokenUsage.NONE))) {
      assertThatThrownBy(() -> apply(store, change))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }
    assertThat(store.lastSeq("t1")).isEqualTo(1);
  }

  @Test
  void newTasksAreRefusedPastTheBoundAndWorkGoesOn() {
    var taken = new ArrayList<CompletableFuture<Applied>>();
    var refusals = new ArrayList<CompletableFuture<Applied>>();
    apply(store, submit("t1"));
    inOneGroup(() -> {
      for (int i = 0; i < 20_000; i++) {
        var future = store.apply(submit("many" + i));
        (future.isCompletedExceptionally() ? refusals : taken).add(future);
      }
      taken.add(store.apply(start("t1")));
    });
    assertThat(refusals).isNotEmpty();
    assertThatThrownBy(() -> await(refusals.getFirst()))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.QUEUE_FULL);
              assertThat(refusal.retryAfter()).isPositive();
            });
    taken.forEach(future -> assertThat(await(future)).isEqualTo(Applied.DONE));
    assertThat(store.page(listing("ada")).total()).isEqualTo(taken.size());
  }

  @Test
  void figuresCount() {
    apply(store, submit("t1"), start("t1"));
    assertThat(store.figures())
        .satisfies(figures -> {
          assertThat(figures.commits()).isEqualTo(2);
          assertThat(figures.changes()).isEqualTo(2);
          assertThat(figures.waiting()).isZero();
        });
  }

  @Test
  void aClosedStoreCommitsWhatItHasAndTakesNoMore() {
    var last = store.apply(submit("t1"));
    store.close();
    assertThat(await(last)).isEqualTo(Applied.DONE);
    assertThatThrownBy(() -> await(store.apply(submit("t2"))))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
