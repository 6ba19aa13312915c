package taskloom.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import taskloom.task.TaskPage;

/// Looks for a text in titles and descriptions, newest tasks first, a stretch of the list at a
/// time: about a microsecond a task, so that an index of words, which every submission would pay
/// for, is not worth it. A page ends with its limit, with the list, with the first stretch that
/// holds a hit, or when the patience is at its end: only then may it be empty and yet go on.
final class TextSearch {
  /// Some way down one facet's part of the list.
  private static final String FURTHER =
      """
      (select created_at, num from tasks
      where facet = ? and created_at >= ? and created_at <= ? and (created_at < ? or num < ?)
      order by facet desc, created_at desc, num desc offset ? rows fetch first row only)\
      """;

  /// Of one facet, in a stretch of the list: after a place, up to and with another.
  private static final String HITS =
      """
      (select created_at, num from tasks
      where facet = ? and created_at >= ? and created_at <= ? and (created_at < ? or num < ?)
      and (created_at > ? or num >= ?) and (title ilike ? or description ilike ?)
      order by facet desc, created_at desc, num desc limit ?)\
      """;

  /// How many there are.
  private static final String COUNT =
      """
      (select count(*) from tasks
      where facet = ? and created_at >= ? and created_at <= ? and (created_at < ? or num < ?)
      and (created_at > ? or num >= ?) and (title ilike ? or description ilike ?))\
      """;

  private final Lookups lookups;
  private final Duration patience;
  private final int stretch;

  /// @param patience for one page; a stretch begun is looked through all the same
  /// @param stretch how many tasks of a facet are looked at before asking whether to go on
  TextSearch(Lookups lookups, Duration patience, int stretch) {
    this.lookups = lookups;
    this.patience = patience;
    this.stretch = stretch;
  }

  /// The part of the list looked through: after `from`, up to and with `to`.
  private record Stretch(List<Number> facets, Pages.Period period, Cursor from, Cursor to) {
    List<Object> parameters(String pattern, Object... further) {
      var parameters = new ArrayList<Object>();
      for (var facet : facets) {
        Collections.addAll(
            parameters,
            facet,
            Math.max(period.from(), to.createdAt()),
            Math.min(period.to(), from.createdAt()),
            from.createdAt(),
            from.num(),
            to.createdAt(),
            to.num(),
            pattern,
            pattern);
        Collections.addAll(parameters, further);
      }
      return parameters;
    }
  }

  /// The page after `cursor`. Its total is what the first page has found: in its first stretch, or
  /// as far as it had to look.
  TaskPage page(List<Number> facets, Pages.Period period, Cursor cursor, String text, int limit) {
    var pattern = pattern(text);
    long begun = System.nanoTime();
    var from = cursor;
    while (true) {
      var end = end(facets, period, from);
      var looked = new Stretch(facets, period, from, end.orElse(Cursor.BEGINNING));
      var hits = hits(looked, pattern, limit + 1);
      boolean more = hits.size() > limit;
      if (!hits.isEmpty() || end.isEmpty() || System.nanoTime() - begun > patience.toNanos()) {
        var shown = more ? hits.subList(0, limit) : hits;
        long total =
            cursor.found() >= 0 ? cursor.found() : more ? count(looked, pattern) : hits.size();
        var next = more ? Optional.of(shown.getLast()) : end;
        return new TaskPage(
            total,
            lookups.newest(shown),
            next.map(place -> place.after(total).text()).orElse(null));
      }
      from = end.get();
    }
  }

  /// Where the stretch after `from` ends, or nothing when the list does before. As far as the facet
  /// that comes first to its bound: to find the exact place would mean to merge them all.
  private Optional<Cursor> end(List<Number> facets, Pages.Period period, Cursor from) {
    var parameters = Pages.parameters(facets, period, from, stretch - 1);
    parameters.add(1);
    return lookups.first(
        Unions.of(FURTHER, facets.size()) + Pages.NEWEST_FIRST, Cursor::read, parameters.toArray());
  }

  private List<Cursor> hits(Stretch stretch, String pattern, int limit) {
    var parameters = stretch.parameters(pattern, limit);
    parameters.add(limit);
    return lookups.list(
        Unions.of(HITS, stretch.facets().size()) + Pages.NEWEST_FIRST,
        Cursor::read,
        parameters.toArray());
  }

  private long count(Stretch looked, String pattern) {
    return lookups
        .list(
            Unions.of(COUNT, looked.facets().size()),
            row -> row.number(1),
            looked.parameters(pattern).toArray())
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static String pattern(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }
}
