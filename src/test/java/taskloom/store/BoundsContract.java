package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.await;
import static taskloom.store.Samples.listing;
import static taskloom.store.Samples.query;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.EventDraft;
import taskloom.task.Refusal;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// What fits, and what is refused past a bound without harm to the rest.
interface BoundsContract extends StoreUnderTest {
  @Test
  default void largeValuesFit() {
    var big = new byte[1_048_576];
    Arrays.fill(big, (byte) 'x');
    var text = "汉".repeat(32_768);
    var large = task("t1", at(0), TaskKind.REASONING, "custom", text, text);
    apply(store(), new Change.Submit(large, null, List.of(new EventDraft("a", big, at(1), false))));
    apply(store(), start("t1"));
    apply(
        store(),
        new Change.Finish(
            "t1", TaskStatus.COMPLETED, at(2), big, text, TokenUsage.NONE, List.of()));
    assertThat(found("t1").description()).isEqualTo(text);
    assertThat(found("t1").result()).isEqualTo(big);
    assertThat(store().events("t1", 0, 1).getFirst().payload()).isEqualTo(big);
    assertThat(store().page(query(null, null, null, false, "汉汉")).total()).isEqualTo(1);
  }

  @Test
  default void whatIsTooLargeIsRefusedAlone() {
    apply(store(), submit("t1"));
    var message = new EventDraft("a", new byte[1_048_577], at(1), false);
    for (Change change :
        List.of(
            new Change.Tell("t1", List.of(message)),
            submit("t".repeat(300)),
            new Change.Checkpoint("t1", "c", new byte[1_048_577], TokenUsage.NONE, List.of()),
            new Change.Account("t1", "a", new byte[1_048_577], TokenUsage.NONE))) {
      assertThatThrownBy(() -> apply(store(), change))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }
    assertThat(store().lastSeq("t1")).isEqualTo(1);
  }

  @Test
  default void newTasksAreRefusedPastTheBoundAndWorkGoesOn() {
    var taken = new ArrayList<CompletableFuture<Applied>>();
    var refusals = new ArrayList<CompletableFuture<Applied>>();
    apply(store(), submit("t1"));
    inOneGroup(() -> {
      for (int i = 0; i < 20_000; i++) {
        var future = store().apply(submit("many" + i));
        (future.isCompletedExceptionally() ? refusals : taken).add(future);
      }
      taken.add(store().apply(start("t1")));
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
    assertThat(store().page(listing("ada")).total()).isEqualTo(taken.size());
  }
}
