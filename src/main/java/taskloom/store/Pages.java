package taskloom.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;

/// Lists of tasks. A filter comes down to a few facets, each of them a stretch of one index in
/// order of time; a page is the newest of their heads, so it costs the same however many tasks
/// there are, whatever the filter. For a text see [TextSearch].
final class Pages {
  /// The most tasks a count with a time filter looks at, and a [TextSearch] in one go.
  private static final int BOUND = 10_000;

  private static final Duration SEARCH_PATIENCE = Duration.ofSeconds(1);

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

  static final String NEWEST_FIRST = " order by created_at desc, num desc ";
  static final String TASKS_NEWEST_FIRST = " order by t.created_at desc, t.num desc ";

  private final Lookups lookups;
  private final TextSearch search;

  Pages(Lookups lookups) {
    this(lookups, new TextSearch(lookups, SEARCH_PATIENCE, BOUND));
  }

  Pages(Lookups lookups, TextSearch search) {
    this.lookups = lookups;
    this.search = search;
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
  record Period(long from, long to) {
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
    var matching =
        lookups.list(FACETS_OF_OWNER, Facet::read, query.owner()).stream()
            .filter(facet -> facet.matches(query))
            .toList();
    var facets = matching.stream().map(Facet::facet).toList();
    if (facets.isEmpty()) {
      return new TaskPage(0, List.of(), null);
    }
    var period = Period.of(query.createdAfter(), query.createdBefore());
    var text = query.text();
    if (text != null) {
      return search.page(facets, period, cursor, text, query.limit());
    }
    boolean wholeTime = query.createdAfter() == null && query.createdBefore() == null;
    long total =
        wholeTime ? matching.stream().mapToLong(Facet::tasks).sum() : count(facets, period);
    var parameters = parameters(facets, period, cursor, query.limit() + 1);
    parameters.add(query.limit() + 1);
    var listed =
        lookups.list(
            "select "
                + Columns.TASK
                + "from "
                + newest(NEWEST, facets.size())
                + " p"
                + " join tasks t on t.num = p.num join facets f on f.facet = t.facet"
                + " left join clients c on c.client = t.client"
                + TASKS_NEWEST_FIRST,
            Listed::read,
            parameters.toArray());
    return page(total, listed, query.limit());
  }

  private static TaskPage page(long total, List<Listed> listed, int limit) {
    boolean more = listed.size() > limit;
    var shown = more ? listed.subList(0, limit) : listed;
    return new TaskPage(
        total,
        shown.stream().map(Listed::task).toList(),
        more ? shown.getLast().place().text() : null);
  }

  private long count(List<Integer> facets, Period period) {
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(parameters, facet, period.from(), period.to(), BOUND);
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

  /// The newest of what a query finds in each of that many facets, as many as the last parameter
  /// says.
  static String newest(String ofOneFacet, int facets) {
    return "(select created_at, num from ("
        + String.join(" union all ", Collections.nCopies(facets, ofOneFacet))
        + ")"
        + NEWEST_FIRST
        + "limit ?)";
  }

  /// What such a query asks of each facet.
  ///
  /// @param rows as its last parameter wants them
  static List<Object> parameters(List<Integer> facets, Period period, Cursor before, int rows) {
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(
          parameters,
          facet,
          period.from(),
          Math.min(period.to(), before.createdAt()),
          before.createdAt(),
          before.num(),
          rows);
    }
    return parameters;
  }
}
