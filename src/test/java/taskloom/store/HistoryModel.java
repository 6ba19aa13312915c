package taskloom.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import taskloom.task.Change;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;

/// The history as a plain list in memory, as slow and as simple as can be: what each list of a
/// store must hold. Knows the changes [RandomChanges] makes.
final class HistoryModel {
  /// A task and what has been told of it, as lists show them.
  static final class Entry {
    final Task submitted;
    final long num;
    final List<TaskEvent> events = new ArrayList<>();
    TaskStatus status = TaskStatus.PENDING;
    String title;
    String description;
    boolean pinned;
    int attempts;
    @Nullable Instant startedAt;
    @Nullable Instant completedAt;
    byte @Nullable [] result;
    @Nullable String error;

    private Entry(Task task, long num) {
      this.submitted = task;
      this.num = num;
      this.title = task.title();
      this.description = task.description();
    }

    String id() {
      return submitted.id();
    }

    Place place() {
      return new Place(submitted.createdAt(), num);
    }

    private int bytes() {
      return (result == null ? 0 : result.length)
          + (error == null ? 0 : error.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  /// Where a task stands in a list, whether it is still there or not.
  record Place(Instant createdAt, long num) implements Comparable<Place> {
    private static final Comparator<Place> OLDEST_FIRST =
        Comparator.comparing(Place::createdAt).thenComparingLong(Place::num);

    @Override
    public int compareTo(Place other) {
      return OLDEST_FIRST.compare(this, other);
    }
  }

  private final Map<String, Entry> tasks = new LinkedHashMap<>();
  private final Map<String, Long> lastClientSeqs = new HashMap<>();
  private long nums;

  List<Entry> all() {
    return List.copyOf(tasks.values());
  }

  Optional<Entry> find(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  /// Whether it is done; one the state does not allow, or of no task, changes nothing.
  boolean apply(Change change) {
    if (change instanceof Change.Submit submit) {
      var entry = new Entry(submit.task(), ++nums);
      tasks.put(entry.id(), entry);
      tell(entry, submit.events());
      return true;
    }
    var entry = tasks.get(change.taskId());
    if (entry == null) {
      return false;
    }
    return switch (change) {
      case Change.Start start -> !entry.status.isFinal() && started(entry, start);
      case Change.HandBack _ -> entry.status == TaskStatus.PROCESSING && handedBack(entry);
      case Change.Finish finish -> entry.status.canBecome(finish.status()) && ended(entry, finish);
      case Change.Tell tell -> !entry.status.isFinal() && tell(entry, tell.events());
      case Change.Edit edit -> edited(entry, edit);
      case Change.Delete _ -> tasks.remove(entry.id()) != null;
      default -> throw new AssertionError("no such change is made here: " + change);
    };
  }

  private boolean started(Entry entry, Change.Start start) {
    entry.status = TaskStatus.PROCESSING;
    entry.attempts++;
    if (entry.startedAt == null) {
      entry.startedAt = start.at();
      tell(entry, start.events());
    }
    return true;
  }

  private static boolean handedBack(Entry entry) {
    entry.status = TaskStatus.PENDING;
    entry.attempts--;
    return true;
  }

  private boolean ended(Entry entry, Change.Finish finish) {
    entry.status = finish.status();
    entry.completedAt = finish.at();
    entry.result = finish.result();
    entry.error = finish.error();
    return tell(entry, finish.events());
  }

  private static boolean edited(Entry entry, Change.Edit edit) {
    entry.title = edit.title() == null ? entry.title : edit.title();
    entry.description = edit.description() == null ? entry.description : edit.description();
    entry.pinned = edit.pinned() == null ? entry.pinned : edit.pinned();
    return true;
  }

  private boolean tell(Entry entry, List<EventDraft> drafts) {
    for (var draft : drafts) {
      var client = entry.submitted.clientId();
      boolean pushed = draft.pushed() && client != null;
      long clientSeq = pushed ? lastClientSeqs.merge(client, 1L, Long::sum) : 0;
      entry.events.add(
          new TaskEvent(
              entry.id(),
              entry.events.size() + 1L,
              pushed ? client : null,
              clientSeq,
              draft.type(),
              draft.payload(),
              draft.at()));
    }
    return true;
  }

  /// What passes a query's filters, newest first, whatever its cursor and limit.
  List<Entry> matching(TaskQuery query) {
    return tasks.values().stream()
        .filter(entry -> matches(entry, query))
        .sorted(Comparator.comparing(Entry::place).reversed())
        .toList();
  }

  private static boolean matches(Entry entry, TaskQuery query) {
    var task = entry.submitted;
    var text = query.text();
    return task.owner().equals(query.owner())
        && (query.kind() == null || query.kind() == task.kind())
        && (query.status() == null || query.status() == entry.status)
        && (query.taskType() == null || query.taskType().equals(task.taskType()))
        && (!query.pinnedOnly() || entry.pinned)
        && (query.createdAfter() == null || !task.createdAt().isBefore(query.createdAfter()))
        && (query.createdBefore() == null || task.createdAt().isBefore(query.createdBefore()))
        && (text == null || contains(entry.title, text) || contains(entry.description, text));
  }

  private static boolean contains(String words, String text) {
    for (int at = 0; at + text.length() <= words.length(); at++) {
      if (words.regionMatches(true, at, text, 0, text.length())) {
        return true;
      }
    }
    return false;
  }

  /// A client's tasks, the last submitted first.
  List<Entry> ofClient(String owner, String clientId) {
    return tasks.values().stream()
        .filter(entry ->
            entry.submitted.owner().equals(owner) && clientId.equals(entry.submitted.clientId()))
        .sorted(Comparator.comparingLong((Entry entry) -> entry.num).reversed())
        .toList();
  }

  /// As many of them as a limit and a bound on their results and errors let through.
  static List<Entry> within(List<Entry> entries, int limit, int maxBytes) {
    int shown = 0;
    for (long bytes = 0; shown < Math.min(limit, entries.size()); shown++) {
      bytes += entries.get(shown).bytes();
      if (bytes > maxBytes) {
        break;
      }
    }
    return entries.subList(0, shown);
  }

  /// A client's updates, of tasks that are there.
  List<TaskEvent> clientEvents(String clientId) {
    return tasks.values().stream()
        .flatMap(entry -> entry.events.stream())
        .filter(event -> clientId.equals(event.clientId()))
        .sorted(Comparator.comparingLong(TaskEvent::clientSeq))
        .toList();
  }

  long lastClientSeq(String clientId) {
    return lastClientSeqs.getOrDefault(clientId, 0L);
  }

  /// Unfinished tasks, oldest first, after the place of a task if there is such a one.
  List<Entry> unfinished(String afterId) {
    var after = find(afterId).map(Entry::place);
    return tasks.values().stream()
        .filter(entry -> !entry.status.isFinal())
        .filter(entry -> after.isEmpty() || entry.place().compareTo(after.get()) > 0)
        .sorted(Comparator.comparing(Entry::place))
        .toList();
  }

  Map<TaskStatus, Long> totals() {
    var totals = new HashMap<TaskStatus, Long>();
    Stream.of(TaskStatus.values()).forEach(status -> totals.put(status, 0L));
    tasks.values().forEach(entry -> totals.merge(entry.status, 1L, Long::sum));
    return totals;
  }
}
