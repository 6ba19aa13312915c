package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.finish;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;
import static taskloom.store.Samples.told;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// How a task is found as it was submitted, goes its way, and ends once.
interface LifecycleContract extends StoreUnderTest {
  @Test
  default void aTaskIsFoundAsSubmitted() {
    var task = task("t1");
    assertThat(apply(store(), submit(task))).isEqualTo(Applied.DONE);
    assertThat(found("t1")).usingRecursiveComparison().isEqualTo(task);
    assertThat(store().find("t2")).isEmpty();
    assertThat(store().find("")).isEmpty();
    assertThat(store().find("../t1")).isEmpty();
  }

  @Test
  default void aTaskIsFoundByItsOwnerAlone() {
    var task = task("t1");
    apply(store(), submit(task));
    assertThat(store().find(task.owner(), "t1").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(task);
    assertThat(store().find(task.owner() + "x", "t1")).isEmpty();
    assertThat(store().find("", "t1")).isEmpty();
    assertThat(store().find(task.owner(), "t2")).isEmpty();
  }

  @Test
  default void everyFieldOfAModelingTaskIsKept() {
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
    apply(store(), submit(task));
    assertThat(found(task.id())).usingRecursiveComparison().isEqualTo(task);
  }

  @Test
  default void aTaskGoesItsWay() {
    apply(store(), submit("t1"));
    assertThat(apply(store(), start("t1"))).isEqualTo(Applied.DONE);
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.status()).isEqualTo(TaskStatus.PROCESSING);
          assertThat(task.attempts()).isEqualTo(1);
          assertThat(task.startedAt()).isEqualTo(at(1));
          assertThat(task.updatedAt()).isEqualTo(at(1));
          assertThat(task.completedAt()).isNull();
        });
    assertThat(apply(store(), complete("t1"))).isEqualTo(Applied.DONE);
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
  default void allItsStepsInOneGroupComeToTheSame() {
    var applied = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      applied.add(store().apply(submit("t1")));
      applied.add(store().apply(start("t1")));
      applied.add(store().apply(complete("t1")));
      applied.add(store().apply(finish("t1", TaskStatus.CANCELLED)));
      applied.add(store().apply(submit("t2")));
      applied.add(store().apply(finish("t2", TaskStatus.CANCELLED)));
      applied.add(store().apply(start("t2")));
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
    assertThat(store().events("t1", 0, 100)).extracting(TaskEvent::seq).containsExactly(1L, 2L, 3L);
    assertThat(store().events("t2", 0, 100)).extracting(TaskEvent::seq).containsExactly(1L, 2L);
    assertThat(store().clientEvents("client-1", 0, 100, 100))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  default void aFailureKeepsItsSentence() {
    apply(store(), submit("t1"), finish("t1", TaskStatus.FAILED));
    assertThat(found("t1").error()).isEqualTo("DeepSeek API调用失败: 网络超时");
    assertThat(found("t1").result()).isNull();
  }

  @Test
  default void aTaskEndsOnce() {
    apply(store(), submit("t1"), start("t1"), finish("t1", TaskStatus.CANCELLED));
    var seq = store().lastSeq("t1");
    for (Change late :
        List.of(
            complete("t1"),
            finish("t1", TaskStatus.CANCELLED),
            start("t1"),
            new Change.HandBack("t1", at(9)),
            new Change.Tell("t1", List.of(told("progress"))),
            new Change.Checkpoint("t1", "c", json("{}"), TokenUsage.NONE, List.of(told("step"))),
            new Change.Account("t1", "a", json("{}"), TokenUsage.NONE))) {
      assertThat(apply(store(), late)).isEqualTo(new Applied.Refused(TaskStatus.CANCELLED));
    }
    assertThat(store().lastSeq("t1")).isEqualTo(seq);
    assertThat(store().checkpoints("t1")).isEmpty();
    assertThat(found("t1").status()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  default void whatHasNotBegunCannotBeCompletedNorHandedBack() {
    apply(store(), submit("t1"));
    assertThat(apply(store(), complete("t1"))).isEqualTo(new Applied.Refused(TaskStatus.PENDING));
    assertThat(apply(store(), new Change.HandBack("t1", at(3))))
        .isEqualTo(new Applied.Refused(TaskStatus.PENDING));
  }

  @Test
  default void changesOfAnUnknownTaskChangeNothing() {
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
      assertThat(apply(store(), change)).isEqualTo(new Applied.Unknown());
    }
    assertThat(store().totals().values()).containsOnly(0L);
  }
}
