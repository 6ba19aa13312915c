package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.await;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.Refusal;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;

/// What is submitted a second time: under the same idempotency key, or with the same id.
interface SecondSubmissionsContract extends StoreUnderTest {
  @Test
  default void aSecondTaskWithTheSameKeyGivesTheFirst() {
    apply(store(), new Change.Submit(task("t1"), "ada/k", List.of(pushed("x"))), start("t1"));
    var second = apply(store(), new Change.Submit(task("t2"), "ada/k", List.of(pushed("x"))));
    assertThat(second)
        .isInstanceOfSatisfying(
            Applied.Existing.class,
            existing ->
                assertThat(existing.task()).usingRecursiveComparison().isEqualTo(found("t1")));
    assertThat(store().find("t2")).isEmpty();
    assertThat(store().lastClientSeq("client-1")).isEqualTo(2);
    assertThat(apply(store(), new Change.Submit(task("t3"), "eve/k", List.of())))
        .isEqualTo(Applied.DONE);
  }

  @Test
  default void theFirstMayBeInTheSameGroup() {
    var applied = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      applied.add(store().apply(new Change.Submit(task("t1"), "k", List.of())));
      applied.add(store().apply(start("t1")));
      applied.add(store().apply(new Change.Submit(task("t2"), "k", List.of())));
    });
    assertThat(await(applied.get(2)))
        .isInstanceOfSatisfying(
            Applied.Existing.class,
            existing ->
                assertThat(existing.task()).usingRecursiveComparison().isEqualTo(found("t1")));
  }

  @Test
  default void theFirstIsToldWithWhatTheGroupHasDoneToIt() {
    apply(store(), new Change.Submit(task("t1"), "k", List.of()));
    var applied = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      store().apply(start("t1"));
      store().apply(new Change.Edit("t1", at(7), "new", null, null, null));
      store().apply(complete("t1"));
      applied.add(store().apply(new Change.Submit(task("t2"), "k", List.of())));
    });
    assertThat(await(applied.getFirst()))
        .isInstanceOfSatisfying(
            Applied.Existing.class,
            existing ->
                assertThat(existing.task()).usingRecursiveComparison().isEqualTo(found("t1")));
  }

  @Test
  default void aSecondTaskOfTheSameIdIsRefusedAloneAndTheFirstStays() {
    apply(store(), submit("t1"), start("t1"), complete("t1"));
    var others = new ArrayList<CompletableFuture<Applied>>();
    inOneGroup(() -> {
      others.add(store().apply(submit("t2")));
      others.add(store().apply(submit(task("t1", "eve", null, at(9)))));
      others.add(store().apply(submit("t3")));
      others.add(store().apply(start("t3")));
      others.add(store().apply(submit("t3")));
    });
    assertThat(await(others.get(0))).isEqualTo(Applied.DONE);
    assertThatThrownBy(() -> await(others.get(1))).isInstanceOf(Refusal.class);
    assertThat(await(others.get(2))).isEqualTo(Applied.DONE);
    assertThat(await(others.get(3))).isEqualTo(Applied.DONE);
    assertThatThrownBy(() -> await(others.get(4))).isInstanceOf(Refusal.class);
    assertThat(found("t1").owner()).isEqualTo("ada");
    assertThat(found("t3").status()).isEqualTo(TaskStatus.PROCESSING);
    assertThat(store().clientEvents("client-1", 0, 10, 10))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(1L, 2L, 3L);
  }
}
