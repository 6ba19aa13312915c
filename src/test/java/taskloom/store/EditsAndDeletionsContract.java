package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.listing;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;
import static taskloom.store.Samples.told;

import java.util.List;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// What an owner changes in a task, and what is left of one that is deleted.
interface EditsAndDeletionsContract extends StoreUnderTest {
  @Test
  default void editsApplyInEveryState() {
    apply(store(), submit("t1"), start("t1"), complete("t1"));
    apply(store(), new Change.Edit("t1", at(5), "Flug", null, null, null));
    apply(store(), new Change.Edit("t1", at(6), null, "Morgen", true, 4));
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
  default void anEditInTheGroupOfItsTaskCounts() {
    inOneGroup(() -> {
      store().apply(submit("t1"));
      store().apply(new Change.Edit("t1", at(5), "one", "two", true, null));
      store().apply(start("t1"));
    });
    apply(store(), new Change.Tell("t1", List.of()));
    assertThat(found("t1"))
        .satisfies(task -> {
          assertThat(task.title()).isEqualTo("one");
          assertThat(task.description()).isEqualTo("two");
          assertThat(task.pinned()).isTrue();
          assertThat(task.status()).isEqualTo(TaskStatus.PROCESSING);
        });
  }

  @Test
  default void aDeletedTaskLeavesNothing() {
    apply(store(), new Change.Submit(task("t1"), "key", List.of(told("task_submitted"))));
    apply(
        store(),
        start("t1"),
        new Change.Checkpoint("t1", "c", json("{}"), TokenUsage.NONE, List.of(pushed("step"))),
        new Change.Delete("t1"));
    assertThat(store().find("t1")).isEmpty();
    assertThat(store().events("t1", 0, 10)).isEmpty();
    assertThat(store().lastSeq("t1")).isZero();
    assertThat(store().checkpoints("t1")).isEmpty();
    assertThat(store().clientEvents("client-1", 0, 100, 10)).isEmpty();
    assertThat(store().ofClient("ada", "client-1", 10, 1_000).tasks()).isEmpty();
    assertThat(store().page(listing("ada")).total()).isZero();
    assertThat(store().totals().values()).containsOnly(0L);
    assertThat(apply(store(), new Change.Delete("t1"))).isEqualTo(new Applied.Unknown());
    // Its key is free again, and so is its id.
    assertThat(apply(store(), new Change.Submit(task("t1"), "key", List.of())))
        .isEqualTo(Applied.DONE);
  }

  @Test
  default void submittedAndDeletedInOneGroupLeavesNothingButTheCount() {
    inOneGroup(() -> {
      store()
          .apply(
              new Change.Submit(task("t1"), "key", List.of(told("task_submitted"), pushed("x"))));
      store().apply(new Change.Delete("t1"));
      store().apply(new Change.Submit(task("t2"), "key", List.of(pushed("x"))));
    });
    apply(store(), new Change.Tell("t2", List.of()));
    assertThat(store().find("t1")).isEmpty();
    assertThat(store().find("t2")).isPresent();
    assertThat(store().lastClientSeq("client-1")).isEqualTo(2);
    assertThat(store().page(listing("ada")).total()).isEqualTo(1);
  }

  @Test
  default void aTaskDeletedAndSubmittedAnewInOneGroup() {
    apply(
        store(),
        new Change.Submit(task("t1"), "key", List.of(told("task_submitted"))),
        start("t1"));
    inOneGroup(() -> {
      store().apply(new Change.Delete("t1"));
      store().apply(new Change.Submit(task("t1"), "key", List.of()));
    });
    apply(store(), new Change.Tell("t1", List.of(told("a"))));
    assertThat(found("t1").status()).isEqualTo(TaskStatus.PENDING);
    assertThat(store().lastSeq("t1")).isEqualTo(1);
  }
}
