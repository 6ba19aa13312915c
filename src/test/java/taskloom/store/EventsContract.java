package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.complete;
import static taskloom.store.Samples.json;
import static taskloom.store.Samples.pushed;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.TaskEvent;

/// Events: how they are counted, read from a cursor, and told after their commit.
interface EventsContract extends StoreUnderTest {
  @Test
  default void eventsAreCountedPerTaskAndUpdatesPerClient() {
    apply(store(), submit("t1"), submit("t2"), start("t1"), start("t2"), complete("t2"));
    assertThat(store().events("t1", 0, 10))
        .extracting(TaskEvent::seq, TaskEvent::clientSeq, TaskEvent::type, TaskEvent::clientId)
        .containsExactly(
            tuple(1L, 0L, "task_submitted", null), tuple(2L, 1L, "task_status_update", "client-1"));
    assertThat(store().clientEvents("client-1", 0, 100, 10))
        .extracting(TaskEvent::clientSeq, TaskEvent::taskId, TaskEvent::seq)
        .containsExactly(tuple(1L, "t1", 2L), tuple(2L, "t2", 2L), tuple(3L, "t2", 3L));
    assertThat(store().lastSeq("t2")).isEqualTo(3);
    assertThat(store().lastClientSeq("client-1")).isEqualTo(3);
    assertThat(store().lastClientSeq("nobody")).isZero();
    assertThat(store().lastSeq("nobody")).isZero();
    assertThat(store().clientEvents("nobody", 0, 10, 10)).isEmpty();
    assertThat(store().events("nobody", 0, 10)).isEmpty();
  }

  @Test
  default void anEventIsKeptAsItIs() {
    var payload = json("{\"type\":\"agent\",\"content\":\"模型\\u0000 \uD83D\uDE80\"}");
    apply(store(), submit("t1"));
    apply(store(), new Change.Tell("t1", List.of(new EventDraft("agent", payload, at(7), true))));
    assertThat(store().events("t1", 1, 10))
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(new TaskEvent("t1", 2, "client-1", 1, "agent", payload, at(7)));
  }

  @Test
  default void aCursorGoesOnWhereItStands() {
    apply(store(), submit("t1"));
    for (int i = 0; i < 9; i++) {
      apply(store(), new Change.Tell("t1", List.of(pushed("a"))));
    }
    assertThat(store().events("t1", 4, 3)).extracting(TaskEvent::seq).containsExactly(5L, 6L, 7L);
    assertThat(store().events("t1", 10, 3)).isEmpty();
    assertThat(store().events("t1", Long.MAX_VALUE, 3)).isEmpty();
    assertThat(store().events("t1", -5, 2)).extracting(TaskEvent::seq).containsExactly(1L, 2L);
    assertThat(store().clientEvents("client-1", 2, 5, 10))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(3L, 4L, 5L);
    assertThat(store().clientEvents("client-1", 2, 5, 2)).hasSize(2);
    assertThat(store().clientEvents("client-1", 5, 2, 2)).isEmpty();
    assertThat(store().clientEvents("client-1", 8, Long.MAX_VALUE, 9)).hasSize(1);
  }

  @Test
  default void aPushedMessageOfATaskWithoutClientIsNoUpdate() {
    apply(store(), submit(task("t1", "ada", null, at(0))), start("t1"));
    assertThat(store().events("t1", 0, 10))
        .extracting(TaskEvent::clientSeq, TaskEvent::clientId)
        .containsOnly(tuple(0L, null));
  }

  @Test
  default void aClientsCountNeverGoesDown() {
    apply(store(), submit("t1"), start("t1"), complete("t1"), new Change.Delete("t1"));
    assertThat(store().lastClientSeq("client-1")).isEqualTo(2);
    apply(store(), submit("t2"), start("t2"));
    assertThat(store().clientEvents("client-1", 0, 10, 10))
        .extracting(TaskEvent::clientSeq)
        .containsExactly(3L);
  }

  @Test
  default void futuresCompleteAfterTheCommitThenTheListenerHearsInOrder() {
    var heard = new CopyOnWriteArrayList<String>();
    store().listener(event -> heard.add(event.taskId() + ":" + event.seq()));
    var waiting = new ArrayList<CompletableFuture<Void>>();
    // So that no future completes before what depends on it is there.
    inOneGroup(() -> {
      for (Change change :
          List.of(submit("t1"), start("t1"), submit("t2"), complete("t1"), start("t2"))) {
        waiting.add(
            store()
                .apply(change)
                .thenAccept(_ -> {
                  heard.add(change.getClass().getSimpleName() + " " + change.taskId());
                  assertThat(store().find(change.taskId())).isPresent();
                }));
      }
    });
    waiting.forEach(Samples::await);
    apply(store(), new Change.Tell("t2", List.of()));
    assertThat(heard.stream().filter(line -> line.matches("t\\d:\\d")))
        .containsExactly("t1:1", "t1:2", "t2:1", "t1:3", "t2:2");
    assertThat(heard.indexOf("Start t1")).isLessThan(heard.indexOf("t1:2"));
  }

  @Test
  default void aFailingListenerOrDependentDoesNoHarm() {
    store()
        .listener(_ -> {
          throw new IllegalStateException("on purpose");
        });
    store()
        .apply(submit("t1"))
        .thenRun(() -> {
          throw new AssertionError("on purpose");
        });
    assertThat(apply(store(), start("t1"))).isEqualTo(Applied.DONE);
    assertThat(apply(store(), complete("t1"))).isEqualTo(Applied.DONE);
  }
}
