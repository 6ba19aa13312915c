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

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import taskloom.task.Change;
import taskloom.task.ClientTasks;
import taskloom.task.Task;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// A client's newest tasks, and the unfinished ones of everybody.
interface ListsContract extends StoreUnderTest {
  @Test
  default void aClientsTasksNewestFirst() {
    for (int i = 1; i <= 5; i++) {
      apply(store(), submit(task("t" + i, "ada", i == 3 ? "client-2" : "client-1", at(i))));
    }
    apply(store(), start("t4"), complete("t4"));
    var newest = store().ofClient("ada", "client-1", 3, 1_000);
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
    assertThat(store().ofClient("ada", "client-1", 4, 1_000).more()).isFalse();
    assertThat(store().ofClient("ada", "nobody", 3, 1_000))
        .isEqualTo(new ClientTasks(List.of(), false));
    assertThat(store().ofClient("eve", "client-1", 3, 1_000).tasks()).isEmpty();
  }

  @Test
  default void aClientsTasksAreBoundedInBytes() {
    var large = json("{\"x\":\"" + "x".repeat(1_000) + "\"}");
    var error = "错".repeat(333) + "!";
    for (int i = 1; i <= 4; i++) {
      var id = "t" + i;
      apply(store(), submit(id), start(id));
      apply(
          store(),
          i == 3
              ? new Change.Finish(
                  id, TaskStatus.FAILED, at(2), null, error, TokenUsage.NONE, List.of())
              : new Change.Finish(
                  id, TaskStatus.COMPLETED, at(2), large, null, TokenUsage.NONE, List.of()));
    }
    apply(store(), submit("t5"));
    record Case(int bytes, List<String> ids) {}
    for (var each :
        List.of(
            new Case(0, List.of("t5")),
            new Case(large.length + 999, List.of("t5", "t4")),
            new Case(large.length + 1_000, List.of("t5", "t4", "t3")),
            new Case(3 * large.length + 1_000, List.of("t5", "t4", "t3", "t2", "t1")))) {
      var found = store().ofClient("ada", "client-1", 10, each.bytes());
      assertThat(found.tasks()).extracting(ClientTasks.Item::id).isEqualTo(each.ids());
      assertThat(found.more()).isEqualTo(each.ids().size() < 5);
    }
  }

  @Test
  default void unfinishedTasksOfAnyNumberOfOwners() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      ids.add("t" + i);
      var task = task("t" + i, "owner-" + i % 250, null, at(i));
      var _ = store().apply(submit(task));
    }
    apply(store(), start("t499"));
    assertThat(store().unfinished("", 1_000)).extracting(Task::id).isEqualTo(ids);
    assertThat(store().unfinished("t99", 100))
        .extracting(Task::id)
        .isEqualTo(ids.subList(100, 200));
  }

  @Test
  default void unfinishedTasksInTheOrderOfSubmission() {
    for (int i = 0; i < 6; i++) {
      apply(store(), submit(task("t" + i, i % 2 == 0 ? "ada" : "eve", "client-1", at(i / 2))));
    }
    apply(store(), start("t1"), start("t3"), complete("t3"), finish("t4", TaskStatus.CANCELLED));
    assertThat(store().unfinished("", 10))
        .extracting(Task::id)
        .containsExactly("t0", "t1", "t2", "t5");
    assertThat(store().unfinished("t1", 1)).extracting(Task::id).containsExactly("t2");
    assertThat(store().unfinished("t3", 9)).extracting(Task::id).containsExactly("t5");
    assertThat(store().unfinished("t5", 9)).isEmpty();
    assertThat(store().unfinished("", 1).getFirst().input()).isNotEmpty();
  }
}
