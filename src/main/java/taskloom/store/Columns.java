package taskloom.store;

import io.helidon.dbclient.DbRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;

/// One row of a query, by position from 1, whether DbClient or the committer's own connection asked
/// it.
interface Columns {
  /// What [#task] reads, in its order; from `tasks t`, `facets f` and `clients c`.
  String TASK =
      """
      t.id, f.owner, c.client_id, f.kind, f.status, t.title, t.description, f.task_type,
      t.comp_template, t.file_count, f.pinned, t.error, t.attempts, t.prompt_tokens,
      t.completion_tokens, t.created_at, t.updated_at, t.started_at, t.completed_at, t.num
      """;

  /// The position of `num` in [#TASK]; input and result follow it where they are asked for.
  int NUM = 20;

  byte[] NOTHING = {};

  @Nullable Object get(int column) throws SQLException;

  static Columns of(DbRow row) {
    return column -> row.column(column).get(Object.class);
  }

  static Columns of(ResultSet row) {
    return row::getObject;
  }

  /// Instants are kept to the microsecond.
  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long micros(Instant instant) {
    // Some 285,000 years either way; a filter may ask for more.
    long seconds = Math.clamp(instant.getEpochSecond(), -9_000_000_000_000L, 9_000_000_000_000L);
    return seconds * 1_000_000 + instant.getNano() / 1_000;
  }

  default @Nullable String textOrNull(int column) throws SQLException {
    return (String) get(column);
  }

  default String text(int column) throws SQLException {
    return (String) value(column);
  }

  default long number(int column) throws SQLException {
    return ((Number) value(column)).longValue();
  }

  default boolean flag(int column) throws SQLException {
    return (Boolean) value(column);
  }

  default byte[] bytes(int column) throws SQLException {
    return (byte[]) value(column);
  }

  default @Nullable Instant instantOrNull(int column) throws SQLException {
    return get(column) instanceof Number micros ? instant(micros.longValue()) : null;
  }

  private Object value(int column) throws SQLException {
    return Objects.requireNonNull(get(column));
  }

  /// The task in the columns of [#TASK], with neither input nor result.
  default Task task() throws SQLException {
    return task(NOTHING, null);
  }

  /// The task in the columns of [#TASK], with input and result in the two that follow.
  default Task wholeTask() throws SQLException {
    return task(bytes(NUM + 1), (byte[]) get(NUM + 2));
  }

  private Task task(byte[] input, byte @Nullable [] result) throws SQLException {
    return new Task(
        text(1),
        text(2),
        textOrNull(3),
        TaskKind.of(text(4)),
        TaskStatus.of(text(5)),
        text(6),
        text(7),
        text(8),
        textOrNull(9),
        (int) number(10),
        flag(11),
        input,
        result,
        textOrNull(12),
        (int) number(13),
        new TokenUsage(number(14), number(15)),
        instant(number(16)),
        instant(number(17)),
        instantOrNull(18),
        instantOrNull(19));
  }
}
