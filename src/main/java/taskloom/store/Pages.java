package taskloom.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
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

  /// How many facets or tasks of all owners one statement asks for.
  private static final int GROUP = 40;

  private static final String FACETS_OF_OWNER =
      "select facet, tasks, kind, status, task_type, pinned from facets where owner = ?";
  private static final String UNFINISHED_FACETS =
      "select facet from facets where status in ('pending', 'processing') and tasks > 0";

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

  private static final Comparator<Cursor> OLDEST_FIRST =
      Comparator.comparingLong(Cursor::createdAt).thenComparingLong(Cursor::num);

  static final String NEWEST_FIRST = " order by created_at desc, num desc limit ?";

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

  TaskPage page(TaskQuery query) {
    var cursorText = query.cursor();
    var cursor = cursorText == null ? Cursor.START : Cursor.of(cursorText);
    var matching =
        lookups.list(FACETS_OF_OWNER, Facet::read, query.owner()).stream()
            .filter(facet -> facet.matches(query))
            .toList();
    if (matching.isEmpty()) {
      return new TaskPage(0, List.of(), null);
    }
    var facets = Unions.filled(matching.stream().map(Facet::facet).toList());
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
    var places =
        lookups.list(
            Unions.of(NEWEST, facets.size()) + NEWEST_FIRST, Cursor::read, parameters.toArray());
    boolean more = places.size() > query.limit();
    var shown = more ? places.subList(0, query.limit()) : places;
    return new TaskPage(total, lookups.newest(shown), more ? shown.getLast().text() : null);
  }

  private long count(List<Number> facets, Period period) {
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(parameters, facet, period.from(), period.to(), BOUND);
    }
    long counted =
        lookups
            .list(Unions.of(COUNT, facets.size()), row -> row.number(1), parameters.toArray())
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    return Math.min(counted, BOUND);
  }

  List<Task> unfinished(Cursor after, int limit) {
    var facets = lookups.list(UNFINISHED_FACETS, row -> (int) row.number(1));
    return inGroups(facets)
        .flatMap(group -> oldest(group, after, limit).stream())
        .sorted(OLDEST_FIRST)
        .limit(limit)
        .gather(Gatherers.windowFixed(GROUP))
        .flatMap(places -> lookups.oldestWhole(places).stream())
        .toList();
  }

  private List<Cursor> oldest(List<Number> facets, Cursor after, int limit) {
    var parameters = new ArrayList<Object>();
    for (var facet : facets) {
      Collections.addAll(
          parameters, facet, after.createdAt(), after.createdAt(), after.num(), limit);
    }
    parameters.add(limit);
    return lookups.list(
        Unions.of(OLDEST, facets.size()) + " order by created_at, num limit ?",
        Cursor::read,
        parameters.toArray());
  }

  /// Over all owners there may be thousands.
  private static Stream<List<Number>> inGroups(List<Integer> facets) {
    return facets.stream().gather(Gatherers.windowFixed(GROUP)).map(Unions::filled);
  }

  /// What [#NEWEST] and its like ask of each facet.
  ///
  /// @param rows as its last parameter wants them
  static List<Object> parameters(List<Number> facets, Period period, Cursor before, int rows) {
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
