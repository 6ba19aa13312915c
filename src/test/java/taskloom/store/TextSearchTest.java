package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.apply;
import static taskloom.store.Samples.at;
import static taskloom.store.Samples.await;
import static taskloom.store.Samples.start;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import taskloom.task.Change;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;

/// Search for a text, in short stretches of the list where the bounds matter.
class TextSearchTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  private final String url = "jdbc:h2:mem:" + UUID.randomUUID();
  private final H2Store store = H2Store.open(url, "memory", Clock.systemUTC());
  private final Databases databases = new Databases(url, "memory", Clock.systemUTC());

  @AfterEach
  void close() {
    databases.close();
    store.close();
  }

  private Pages pages(Duration patience) {
    var lookups = new Lookups(databases);
    return new Pages(lookups, new TextSearch(lookups, patience, 10));
  }

  private static TaskQuery query(String text, @Nullable String cursor, int limit) {
    return new TaskQuery("ada", null, null, null, false, text, null, null, cursor, limit);
  }

  /// Tasks `t0`, `t1`, …, three of the same time, titled so.
  private void submitTitled(String... titles) {
    for (int i = 0; i < titles.length; i++) {
      apply(
          store,
          submit(task("t" + i, at(i / 3), TaskKind.REASONING, "custom", titles[i], "plain")));
    }
  }

  private static String[] titles(int count, int every) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % every == 0 ? "a Whale, number " + i : "a fish")
        .toArray(String[]::new);
  }

  @Test
  void aTextIsFoundFarBehindTheNewestTasks() {
    var last = CompletableFuture.completedFuture(null);
    apply(store, submit(task("old", at(0), TaskKind.REASONING, "custom", "潜水艇", "看潜水艇")));
    for (int i = 0; i < 10_050; i++) {
      var applied = store.apply(submit(task("t" + i, "ada", null, at(i + 1))));
      last = applied.thenApply(_ -> null);
      if (i % 1_000 == 0) {
        await(last);
      }
    }
    await(last);
    var page = store.page(query("潜水艇", null, 50));
    assertThat(page.tasks()).extracting(Task::id).containsExactly("old");
    assertThat(page.total()).isEqualTo(1);
    assertThat(page.nextCursor()).isNull();
    var frequent = store.page(query("机场", null, 50));
    assertThat(frequent.tasks()).hasSize(50);
    assertThat(frequent.total()).isEqualTo(10_000);
    var second = store.page(query("机场", frequent.nextCursor(), 50));
    assertThat(second.tasks().getFirst().id()).isEqualTo("t9999");
    assertThat(second.total()).isEqualTo(10_000);
  }

  @Test
  void pagesOfAllSizesHoldTogetherWhatAPlainModelHolds() {
    try (var stretched = H2Store.inMemory(Clock.systemUTC(), PATIENT, 3)) {
      new RandomLists(stretched, RandomListsContract.newSeed())
          .searches(Integer.getInteger("taskloom.lists.rounds", 500));
    }
  }

  @Test
  void aPageGoesOnUntilItHasOne() {
    submitTitled(titles(60, 60));
    var page = pages(PATIENT).page(query("whale", null, 5));
    assertThat(page.tasks()).extracting(Task::id).containsExactly("t0");
    assertThat(page.total()).isEqualTo(1);
  }

  @Test
  void thatOutOfPatienceGoesOnWithItsCursor() {
    submitTitled(titles(60, 60));
    var pages = pages(Duration.ZERO);
    var page = pages.page(query("whale", null, 5));
    assertThat(page.tasks()).isEmpty();
    assertThat(page.nextCursor()).isNotNull();
    assertThat(walk(pages, "whale", 5)).containsExactly("t0");
    assertThat(walk(pages, "shark", 5)).isEmpty();
  }

  @Test
  void pagesHoldEachTaskOnceInOrder() {
    submitTitled(titles(100, 3));
    apply(store, start("t3"), start("t30"), new Change.Delete("t33"));
    var expected =
        IntStream.range(0, 100)
            .filter(i -> i % 3 == 0 && i != 33)
            .mapToObj(i -> "t" + i)
            .toList()
            .reversed();
    for (var patience : List.of(PATIENT, Duration.ZERO)) {
      for (int limit : new int[] {1, 2, 4, 50}) {
        assertThat(walk(pages(patience), "WHALE", limit)).isEqualTo(expected);
      }
    }
  }

  @Test
  void theTotalStaysWhatTheFirstPageFound() {
    submitTitled(titles(100, 2));
    var totals = new ArrayList<Long>();
    var pages = pages(PATIENT);
    TaskPage page = pages.page(query("whale", null, 4));
    totals.add(page.total());
    while (page.nextCursor() != null) {
      page = pages.page(query("whale", page.nextCursor(), 4));
      totals.add(page.total());
    }
    assertThat(totals).hasSizeGreaterThan(12).containsOnly(5L);
  }

  private static List<String> walk(Pages pages, String text, int limit) {
    var seen = new ArrayList<String>();
    String cursor = null;
    do {
      var page = pages.page(query(text, cursor, limit));
      assertThat(page.tasks()).hasSizeLessThanOrEqualTo(limit);
      page.tasks().forEach(task -> seen.add(task.id()));
      cursor = page.nextCursor();
    } while (cursor != null);
    return seen;
  }
}
