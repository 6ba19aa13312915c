package taskloom.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;

/// Lists of tasks. A filter comes down to a few facets, each of them a stretch of one index in
/// order of time; a page is the newest of their heads, so it costs the same however many tasks
/// there are, whatever the filter. A text is looked for among a bounded number of candidates.
final class Pages {
  /// The most tasks a count with a text or a time filter looks at, and a search for one page.
  static final int BOUND = 10_000;

  private static final String FACETS_OF_OWNER =
      "select facet, tasks, kind, status, task_type, pinned from facets where owner = ?";
  private static final String UNFINISHED_FACETS =
      "select facet from facets where status in ('pending', 'processing')";

  /// The newest tasks of a facet, in a period, before a cursor.
  private static final String NEWEST =
      """
      (select created_at, num from tasks
      where facet = ? and created_at >= ? and created_at <= ? and (created_at < ? or num < ?)
      order by facet desc, created_at desc, num desc limit ?)\
      """;

  /// The oldest tasks of a facet after a cursor.
  private static final String OLDEST =
      """
      (select created_at, num from tasks
      where facet = ? and created_at >= ? and (created_at > ? or num > ?)
      order by facet, created_at, num limit ?)\
      """;

  /// How many tasks of a facet there are in a period, up to a bound.
  private static final String COUNT =
      """
      (select count(*) n from
      (select 1 from tasks where facet = ? and created_at >= ? and created_at <= ? limit ?))\
      """;

  private static final String NEWEST_FIRST = " order by created_at desc, num desc ";
  private static final String TASKS_NEWEST_FIRST = " order by t.created_at desc, t.num desc ";

  private final Lookups lookups;

  Pages(Lookups lookups) {
    this.lookups = lookups;
  }

  private record Facet(
      int facet, long tasks, TaskKind kind, TaskStatus status, String taskType, boolean pinned) {
    static Facet read(Columns row) throws SQLException {
      return new Facet(
          (int) row.number(1),
          row.number(2),
          TaskKind.of(row.text(3)),
          TaskStatus.of(row.text(4)),
          row.text(5),
          row.flag(6));
    }

    boolean matches(TaskQuery query) {
      return (query.kind() == null || query.kind() == kind)
          && (query.status() == null || query.status() == status)
          && (query.taskType() == null || query.taskType().equals(taskType))
          && (!query.pinnedOnly() || pinned);
    }
  }

  /// Microseconds since the epoch, both inclusive.
  private record Period(long from, long to) {
    static Period of(@Nullable Instant from, @Nullable Instant before) {
      return new Period(
          from == null ? Long.MIN_VALUE : firstAt(from),
          before == null ? Long.MAX_VALUE : firstAt(before) - 1);
    }

    /// The first whole microsecond that is not before `instant`.
    private static long firstAt(Instant instant) {
      boolean whole = instant.equals(instant.truncatedTo(ChronoUnit.MICROS));
      return Columns.micros(instant) + (whole ? 0 : 1);
    }
  }

  /// A task and its place in the list.
  private record Listed(Task task, Cursor place) {
    static Listed read(Columns row) throws SQLException {
      return new Listed(row.task(), new Cursor(row.number(16), row.number(Columns.NUM)));
    }
  }

  TaskPage page(TaskQuery query) {
    var cursorText = query.cursor();
    var cursor = cursorText == null ? Cursor.START : Cursor.of(cursorText);
    var facets = lookups.list(FACETS_OF_OWNER, Facet::read, query.owner());
    facets = facets.stream().filter(facet -> facet.matches(query)).toList();
    if (facets.isEmpty()) {
      return new TaskPage(0, List.of(), null);
    }
    var period = Period.of(query.createdAfter(), query.createdBefore());
    var text = query.text();
    if (text != null) {
      return search(facets, period, cursor, pattern(text), query.limit());
    }
    boolean wholeTime = query.createdAfter() == null && query.createdBefore() == null;
    long total = wholeTime ? facets.stream().mapToLong(Facet::tasks).sum() : count(facets, period);
    var listed =
        lookups.list(
            "select "
                + Columns.TASK
                + "from "
                + newest(facets.size())
                + " p"
                + " join tasks t on t.num = p.num join facets f on f.facet = t.facet"
                + " left join clients c on c.client = t.client"
                + TASKS_NEWEST_FIRST,
            Listed::read,
            parameters(facets, period, cursor, query.limit() + 1).toArray());
    return page(total, listed, query.limit());
  }

  /// Where tasks with the text stand, among a bounded number of candidates, newest first; then
  /// those of the page. The first page looks as far as the count does, so one search gives both.
  private TaskPage search(
      List<Facet> facets, Period period, Cursor cursor, String pattern, int limit) {
    boolean first = cursor.equals(Cursor.START);
    var found = search(facets, period, cursor, pattern);
    long total = first ? found.size() : search(facets, period, Cursor.START, pattern).size();
    var shown = found.subList(0, Math.min(limit, found.size()));
    var next = found.size() > limit ? Optional.of(shown.getLast()) : end(facets, period, cursor);
    var tasks =
        shown.isEmpty()
            ? List.<Task>of()
            : lookups.list(
                "select "
                    + Columns.TASK
                    + Lookups.FROM_TASKS
                    + "where t.num in ("
                    + String.join(", ", Collections.nCopies(shown.size(), "?"))
                    + ")"
                    + TASKS_NEWEST_FIRST,
                Columns::task,
                shown.stream().map(Cursor::num).toArray());
    return new TaskPage(total, tasks, next.map(Cursor::text).orElse(null));
  }

  private List<Cursor> search(List<Facet> facets, Period period, Cursor cursor, String pattern) {
    var parameters = parameters(facets, period, cursor, BOUND);
    Collections.addAll(parameters, pattern, pattern);
    return lookups.list(
        "select t.created_at, t.num from "
            + newest(facets.size())
            + " p join tasks t on t.num = p.num where t.title ilike ? or t.description ilike ?"
            + TASKS_NEWEST_FIRST,
        Pages::place,
        parameters.toArray());
  }

  /// Where a search stops looking, or nothing when it comes to the end before.
  private Optional<Cursor> end(List<Facet> facets, Period period, Cursor cursor) {
    return lookups.first(
        "select created_at, num from "
            + newest(facets.size())
            + NEWEST_FIRST
            + "offset "
            + (BOUND - 1)
            + " rows",
        Pages::place,
        parameters(facets, period, cursor, BOUND).toArray());
  }

  private static Cursor place(Columns row) throws SQLException {
    return new Cursor(row.number(1), row.number(2));
  }

  private static TaskPage page(long total, List<Listed> listed, int limit) {
    boolean more = listed.size() > limit;
    var shown = more ? listed.subList(0, limit) : listed;
    return new TaskPage(
        total,
        shown.stream().map(Listed::task).toList(),
        more ? shown.getLast().place().text() : null);
  }

  private long count(List<Facet> facets, Period period) {
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(parameters, facet.facet(), period.from(), period.to(), BOUND);
    }
    return lookups
        .first(
            "select sum(n) from ("
                + String.join(" union all ", Collections.nCopies(facets.size(), COUNT))
                + ")",
            row -> Math.min(row.number(1), BOUND),
            parameters.toArray())
        .orElse(0L);
  }

  List<Task> unfinished(Cursor after, int limit) {
    var facets = lookups.list(UNFINISHED_FACETS, row -> (int) row.number(1));
    if (facets.isEmpty()) {
      return List.of();
    }
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(
          parameters, facet, after.createdAt(), after.createdAt(), after.num(), limit);
    }
    parameters.add(limit);
    return lookups.list(
        "select "
            + Columns.TASK
            + ", b.input, b.result from (select created_at, num from ("
            + String.join(" union all ", Collections.nCopies(facets.size(), OLDEST))
            + ") order by created_at, num limit ?) p"
            + " join tasks t on t.num = p.num join facets f on f.facet = t.facet"
            + " left join clients c on c.client = t.client join bodies b on b.num = t.num"
            + " order by t.created_at, t.num",
        Columns::wholeTask,
        parameters.toArray());
  }

  /// The newest of the heads of that many facets.
  private static String newest(int facets) {
    return "(select created_at, num from ("
        + String.join(" union all ", Collections.nCopies(facets, NEWEST))
        + ")"
        + NEWEST_FIRST
        + "limit ?)";
  }

  private static List<Object> parameters(
      List<Facet> facets, Period period, Cursor before, int limit) {
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(
          parameters,
          facet.facet(),
          period.from(),
          Math.min(period.to(), before.createdAt()),
          before.createdAt(),
          before.num(),
          limit);
    }
    parameters.add(limit);
    return parameters;
  }

  private static String pattern(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }
}
