package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.await;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;

import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.TaskStatus;

/// What is the store's and no task's: totals, figures, secrets, its end.
interface WholeStoreContract extends StoreUnderTest {
  @Test
  default void totalsPerState() {
    assertThat(store().totals()).hasSize(5);
    apply(
        store(),
        submit("t1"),
        submit("t2"),
        submit("t3"),
        start("t2"),
        start("t3"),
        complete("t3"));
    assertThat(store().totals())
        .containsEntry(TaskStatus.PENDING, 1L)
        .containsEntry(TaskStatus.PROCESSING, 1L)
        .containsEntry(TaskStatus.COMPLETED, 1L)
        .containsEntry(TaskStatus.FAILED, 0L);
  }

  @Test
  default void figuresCount() {
    apply(store(), submit("t1"), start("t1"));
    assertThat(store().figures())
        .satisfies(figures -> {
          assertThat(figures.commits()).isEqualTo(2);
          assertThat(figures.changes()).isEqualTo(2);
          assertThat(figures.waiting()).isZero();
        });
  }

  @Test
  default void aSecretIsMadeOnce() {
    assertThat(store().secret("a", () -> json("one"))).isEqualTo(json("one"));
    assertThat(store().secret("a", () -> json("two"))).isEqualTo(json("one"));
    assertThat(store().secret("b", () -> json("two"))).isEqualTo(json("two"));
  }

  @Test
  default void aClosedStoreCommitsWhatItHasAndTakesNoMore() {
    var last = store().apply(submit("t1"));
    store().close();
    assertThat(await(last)).isEqualTo(Applied.DONE);
    assertThatThrownBy(() -> await(store().apply(submit("t2"))))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }
}
