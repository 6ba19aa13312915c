package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.listing;
import static taskloom.store.Samples.query;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;

/// An owner's tasks in pages: newest first, filtered, searched, from a cursor.
interface PagesContract extends StoreUnderTest {
  @Test
  default void anOwnerSeesTheirOwnNewestFirst() {
    apply(
        store(),
        submit(task("t1", "ada", null, at(1))),
        submit(task("t2", "eve", null, at(2))),
        submit(task("t3", "ada", "client-1", at(3))));
    apply(store(), start("t1"));
    var page = store().page(listing("ada"));
    assertThat(page.tasks()).extracting(Task::id).containsExactly("t3", "t1");
    assertThat(page.total()).isEqualTo(2);
    assertThat(page.nextCursor()).isNull();
    assertThat(page.tasks().getFirst().clientId()).isEqualTo("client-1");
    assertThat(store().page(listing("nobody")).tasks()).isEmpty();
  }

  @Test
  default void filtersCombine() {
    apply(store(), submit(task("r1", at(1), TaskKind.REASONING, "custom", "Trip", "to Paris")));
    apply(store(), submit(task("m2", at(2), TaskKind.MODELING, "custom", "Queue", "100% of it")));
    apply(
        store(),
        submit(task("m3", at(3), TaskKind.MODELING, "example", "queue_two", "back\\slash")));
    apply(store(), start("m2"), new Change.Edit("m3", at(4), null, null, true, null));
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
      var page = store().page(each.query());
      assertThat(page.tasks()).as("%s", each.query()).extracting(Task::id).isEqualTo(each.ids());
      assertThat(page.total()).as("%s", each.query()).isEqualTo(each.ids().size());
      assertThat(page.nextCursor()).isNull();
    }
  }

  @Test
  default void aPeriodIncludesItsBeginningAndNotItsEnd() {
    for (int i = 1; i <= 5; i++) {
      apply(store(), submit(task("t" + i, "ada", null, at(i))));
    }
    assertThat(period(at(2), at(4)).tasks()).extracting(Task::id).containsExactly("t3", "t2");
    assertThat(period(at(2), at(4)).total()).isEqualTo(2);
    assertThat(period(at(2).plusNanos(1), null).tasks()).hasSize(3);
    assertThat(period(null, at(2).plusNanos(1)).tasks()).hasSize(2);
    assertThat(period(Instant.MIN, Instant.MAX).tasks()).hasSize(5);
    assertThat(period(Instant.MAX, Instant.MIN).tasks()).isEmpty();
  }

  private TaskPage period(@Nullable Instant from, @Nullable Instant before) {
    return store()
        .page(new TaskQuery("ada", null, null, null, false, null, from, before, null, 50));
  }

  @Test
  default void aSmallPageReadOftenLeavesTheLargeOneWhole() {
    for (int i = 0; i < 60; i++) {
      apply(store(), submit(task("t" + i, "ada", "client-1", at(i))));
    }
    for (int limit : new int[] {3, 200, 1, 7, 60}) {
      for (int again = 0; again < 8; again++) {
        for (var text : new String[] {null, "机场"}) {
          var page = store().page(ofSize(limit, text));
          assertThat(page.tasks()).hasSize(Math.min(limit, 60));
          assertThat(page.nextCursor() != null).isEqualTo(limit < 60);
        }
        assertThat(store().unfinished("", limit)).hasSize(Math.min(limit, 60));
        assertThat(store().ofClient("ada", "client-1", limit, 0).tasks())
            .hasSize(Math.min(limit, 60));
      }
    }
  }

  private static TaskQuery ofSize(int limit, @Nullable String text) {
    return new TaskQuery("ada", null, null, null, false, text, at(-1), at(100), null, limit);
  }

  @Test
  default void pagesFollowEachOtherWithEqualTimesAndRemovedTasks() {
    var ids = IntStream.range(0, 25).mapToObj(i -> "t" + i).toList();
    for (int i = 0; i < 25; i++) {
      apply(store(), submit(task(ids.get(i), "ada", null, at(i / 10))));
      if (i % 3 == 0) {
        apply(store(), start(ids.get(i)));
      }
    }
    var seen = new ArrayList<String>();
    String cursor = null;
    do {
      var page =
          store().page(new TaskQuery("ada", null, null, null, false, null, null, null, cursor, 4));
      page.tasks().forEach(task -> seen.add(task.id()));
      cursor = page.nextCursor();
      if (cursor != null) {
        // The task the cursor stands at goes away, and a new one comes: neither disturbs.
        apply(store(), new Change.Delete(page.tasks().getLast().id()));
        apply(store(), submit(task("new" + seen.size(), "ada", null, at(100))));
      }
    } while (cursor != null);
    assertThat(seen).isEqualTo(ids.reversed());
  }

  @Test
  default void aCursorOfSomebodyElseIsRefused() {
    for (var cursor : List.of("", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "é", "a".repeat(10_000))) {
      assertThatThrownBy(() ->
              store()
                  .page(new TaskQuery("ada", null, null, null, false, null, null, null, cursor, 4)))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
  }
}
