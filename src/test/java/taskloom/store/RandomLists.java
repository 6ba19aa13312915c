package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import taskloom.store.HistoryModel.Entry;
import taskloom.store.HistoryModel.Place;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ClientTasks;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStore;

/// Writes to a store and reads its lists at random, and compares each with a plain model: pages of
/// all sizes, whose walks go on while tasks come, change and go; clients' lists; events; recovery.
final class RandomLists {
  /// Few enough for a plain model, more than most pages hold.
  private static final int MOST_TASKS = 150;

  private static final int MOST_WALKS = 20;

  private static final Place BEGINNING = new Place(Instant.MAX, Long.MAX_VALUE);

  /// A list followed from page to page.
  ///
  /// @param cursor of its next page
  /// @param after the last task it has shown
  /// @param total what its first page has said
  private record Walk(TaskQuery query, @Nullable String cursor, Place after, long total) {}

  private final TaskStore store;
  private final Random random;
  private final HistoryModel model = new HistoryModel();
  private final RandomChanges changes;
  private final List<Walk> walks = new ArrayList<>();

  RandomLists(TaskStore store, Random random) {
    this.store = store;
    this.random = random;
    this.changes = new RandomChanges(random, model);
  }

  void rounds(int rounds) {
    for (int i = 0; i < MOST_TASKS / 2; i++) {
      change();
    }
    for (int round = 0; round < rounds; round++) {
      // Also none at all for a while: what a store remembers of a page must not end up in another.
      for (int i = round % 50 < 25 ? 0 : random.nextInt(4); i > 0; i--) {
        change();
      }
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> turnPage();
        case 3 -> firstPages(changes.query(false));
        case 4 -> firstPages(changes.query(true));
        case 5 -> ofClient();
        case 6 -> events();
        default -> unfinished();
      }
    }
    while (!walks.isEmpty()) {
      turnPage();
    }
    assertThat(store.totals()).isEqualTo(model.totals());
  }

  /// Searches in pages that may end before their limit, where nothing is written meanwhile.
  void searches(int rounds) {
    for (int round = 0; round < rounds; round++) {
      change();
      searchToItsEnd(changes.query(true));
    }
  }

  private void change() {
    var change =
        model.all().size() < MOST_TASKS ? changes.change() : new Change.Delete(changes.anyId());
    boolean done = model.apply(change);
    assertThat(apply(store, change).equals(Applied.DONE)).as("%s", change).isEqualTo(done);
  }

  private void firstPages(TaskQuery query) {
    for (int i = random.nextInt(8); i >= 0; i--) {
      page(new Walk(query, null, BEGINNING, -1));
    }
  }

  private void turnPage() {
    if (!walks.isEmpty()) {
      page(walks.remove(random.nextInt(walks.size())));
    }
  }

  /// Reads a page where a walk stands, of whatever size, and lets the walk go on if there is more.
  private void page(Walk walk) {
    var query = changes.page(walk.query(), walk.cursor());
    var matching = model.matching(query);
    var left = matching.stream().filter(each -> each.place().compareTo(walk.after()) < 0).toList();
    var page = store.page(query);
    var expected = left.subList(0, Math.min(query.limit(), left.size()));
    same(page.tasks(), expected, query);
    boolean first = walk.cursor() == null;
    long total = query.text() == null || first ? matching.size() : walk.total();
    assertThat(page.total()).as("total of %s", query).isEqualTo(total);
    var cursor = page.nextCursor();
    assertThat(cursor != null).as("a page after %s", query).isEqualTo(left.size() > query.limit());
    if (cursor != null && walks.size() < MOST_WALKS) {
      walks.add(new Walk(query, cursor, expected.getLast().place(), total));
    }
  }

  private void searchToItsEnd(TaskQuery query) {
    var matching = model.matching(query);
    var seen = new ArrayList<Task>();
    String cursor = null;
    do {
      var page = store.page(changes.page(query, cursor));
      if (cursor == null) {
        assertThat(page.total()).isBetween((long) page.tasks().size(), (long) matching.size());
      }
      seen.addAll(page.tasks());
      cursor = page.nextCursor();
    } while (cursor != null);
    same(seen, matching, query);
  }

  private void ofClient() {
    var owner = changes.one(RandomChanges.OWNERS);
    var client = changes.clientOf(random.nextInt(10) == 0 ? "bob" : owner);
    int limit = changes.limit();
    int maxBytes = random.nextInt(2_000);
    var all = model.ofClient(owner, client);
    var expected = HistoryModel.within(all, limit, maxBytes);
    var found = store.ofClient(owner, client, limit, maxBytes);
    assertThat(found.tasks())
        .as("%d of %s in %d bytes", limit, client, maxBytes)
        .usingRecursiveComparison()
        .isEqualTo(expected.stream().map(RandomLists::item).toList());
    assertThat(found.more()).isEqualTo(expected.size() < all.size());
  }

  private static ClientTasks.Item item(Entry entry) {
    return new ClientTasks.Item(
        entry.id(),
        entry.status,
        entry.submitted.createdAt(),
        entry.startedAt,
        entry.completedAt,
        entry.result,
        entry.error);
  }

  private void events() {
    var id = changes.anyId();
    var all = model.find(id).map(entry -> entry.events).orElse(List.of());
    assertThat(store.lastSeq(id)).isEqualTo(all.size());
    long after = random.nextInt(all.size() + 2) - 1;
    int limit = changes.limit();
    same(
        store.events(id, after, limit),
        all.stream().filter(event -> event.seq() > after).limit(limit).toList());

    var client = changes.clientOf(changes.one(RandomChanges.OWNERS));
    long last = model.lastClientSeq(client);
    assertThat(store.lastClientSeq(client)).isEqualTo(last);
    long from = random.nextLong(last + 2) - 1;
    long upTo = random.nextLong(last + 3);
    same(
        store.clientEvents(client, from, upTo, limit),
        model.clientEvents(client).stream()
            .filter(event -> event.clientSeq() > from && event.clientSeq() <= upTo)
            .limit(limit)
            .toList());
  }

  private static void same(List<TaskEvent> found, List<TaskEvent> expected) {
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  /// As recovery reads them: page after page, while tasks go on.
  private void unfinished() {
    var after = random.nextBoolean() ? "" : changes.anyId();
    for (int pages = random.nextInt(4); pages >= 0; pages--) {
      int limit = changes.limit();
      var all = model.unfinished(after);
      var found = store.unfinished(after, limit);
      same(found, all.subList(0, Math.min(limit, all.size())), after);
      if (found.isEmpty()) {
        return;
      }
      after = found.getLast().id();
      change();
    }
  }

  private static void same(List<Task> found, List<Entry> expected, Object asked) {
    assertThat(found.stream().map(RandomLists::shown).toList())
        .as("%s", asked)
        .isEqualTo(expected.stream().map(RandomLists::shown).toList());
  }

  private static List<Object> shown(Task task) {
    return List.of(
        task.id(),
        task.owner(),
        String.valueOf(task.clientId()),
        task.kind(),
        task.status(),
        task.title(),
        task.description(),
        task.taskType(),
        task.pinned(),
        String.valueOf(task.error()),
        task.attempts(),
        task.createdAt(),
        String.valueOf(task.startedAt()),
        String.valueOf(task.completedAt()));
  }

  private static List<Object> shown(Entry entry) {
    var task = entry.submitted;
    return List.of(
        task.id(),
        task.owner(),
        String.valueOf(task.clientId()),
        task.kind(),
        entry.status,
        entry.title,
        entry.description,
        task.taskType(),
        entry.pinned,
        String.valueOf(entry.error),
        entry.attempts,
        task.createdAt(),
        String.valueOf(entry.startedAt),
        String.valueOf(entry.completedAt));
  }
}
