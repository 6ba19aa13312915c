package taskloom.store;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbRow;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskloom.task.ClientTasks;
import taskloom.task.Refusal;
import taskloom.task.Suspicion;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskStatus;

/// Every query but the pages (see [Pages]), through DbClient. Safe from any thread; what fails is a
/// [Refusal] of code `UNAVAILABLE`. Each stream of rows is read to its end, because one left open
/// keeps its connection.
final class Lookups {
  private static final Logger LOG = System.getLogger(Lookups.class.getName());

  /// Tasks with what [Columns#TASK] reads.
  static final String FROM_TASKS =
      """

      from tasks t join facets f on f.facet = t.facet left join clients c on c.client = t.client
      """;

  /// The same with their bodies.
  static final String FROM_WHOLE_TASKS = FROM_TASKS + " join bodies b on b.num = t.num\n";

  private static final String WHOLE_TASKS =
      "select " + Columns.TASK + ", b.input, b.result" + FROM_WHOLE_TASKS;

  private static final String FIND = WHOLE_TASKS + "where t.id = ?";

  /// Before its large values are read; and an expression, so that no index leads through all of an
  /// owner's tasks.
  private static final String FIND_OWN = FIND + " and f.owner || '' = ?";

  /// The sizes first, so that only what is within the bound leaves its row.
  private static final String OF_CLIENT =
      """
      select t.id, f.status, t.created_at, t.started_at, t.completed_at,
        b.result, case when s.bytes <= ? then t.error end, s.bytes
      from (
        select num, sum(size) over (order by num desc) bytes from (
          select t.num, coalesce(octet_length(b.result), 0) + coalesce(octet_length(t.error), 0) size
          from tasks t join bodies b on b.num = t.num
          where t.client = (select client from clients where client_id = ? and owner = ?)
          order by t.client desc, t.num desc limit ?)) s
      join tasks t on t.num = s.num join facets f on f.facet = t.facet
      left join bodies b on b.num = s.num and s.bytes <= ?
      order by s.num desc\
      """;

  private static final String NUM = "select num, created_at from tasks where id = ?";
  private static final String NUM_AND_CLIENT =
      "select t.num, c.client_id from tasks t left join clients c on c.client = t.client where t.id = ?";
  private static final String EVENTS =
      """
      select event, client_update, type, payload, at from events
      where event > ? and event <= ? order by event limit ?\
      """;
  private static final String CLIENT = "select client, last_seq from clients where client_id = ?";
  private static final String CLIENT_EVENTS =
      """
      select e.event, e.client_update, e.type, e.payload, e.at, t.id
      from events e join tasks t on t.num = rshift(e.event, 20)
      where e.client_update > ? and e.client_update <= ? order by e.client_update limit ?\
      """;
  private static final String LAST_EVENT =
      "select max(event) from events where event between ? and ?";
  private static final String CHECKPOINTS =
      "select name, data from checkpoints where num = ? order by checkpoint";
  private static final String CHECKPOINT =
      "select data from checkpoints where num = (select num from tasks where id = ?) and name = ?";
  private static final String TOTALS = "select status, sum(tasks) from facets group by status";
  private static final String SUSPECTS =
      "select t.id, s.among, s.deaths from suspects s join tasks t on t.num = s.num";
  private static final String SECRET = "select secret from secrets where name = ?";
  private static final String NEW_SECRET = "insert into secrets (name, secret) values (?, ?)";

  private final Databases databases;

  Lookups(Databases databases) {
    this.databases = databases;
  }

  Optional<Task> find(String taskId) {
    return first(FIND, Columns::wholeTask, taskId);
  }

  Optional<Task> find(String owner, String taskId) {
    return first(FIND_OWN, Columns::wholeTask, taskId, owner);
  }

  ClientTasks ofClient(String owner, String clientId, int limit, int maxBytes) {
    record Row(ClientTasks.Item item, long bytes) {}
    var rows =
        list(
            OF_CLIENT,
            row -> new Row(item(row), row.number(8)),
            maxBytes,
            clientId,
            owner,
            limit + 1,
            maxBytes);
    var tasks =
        rows.stream()
            .limit(limit)
            .takeWhile(row -> row.bytes() <= maxBytes)
            .map(Row::item)
            .toList();
    return new ClientTasks(tasks, tasks.size() < rows.size());
  }

  private static ClientTasks.Item item(Columns row) throws SQLException {
    return new ClientTasks.Item(
        row.text(1),
        TaskStatus.of(row.text(2)),
        Columns.instant(row.number(3)),
        row.instantOrNull(4),
        row.instantOrNull(5),
        (byte[]) row.get(6),
        row.textOrNull(7));
  }

  List<TaskEvent> events(String taskId, long after, int limit) {
    record Owner(long num, @Nullable String clientId) {}
    var found = first(NUM_AND_CLIENT, row -> new Owner(row.number(1), row.textOrNull(2)), taskId);
    if (found.isEmpty()) {
      return List.of();
    }
    var task = found.get();
    return list(
        EVENTS,
        row -> event(row, taskId, task.clientId()),
        Keys.event(task.num(), Math.clamp(after, 0, Keys.MAX_SEQ)),
        Keys.event(task.num(), Keys.MAX_SEQ),
        limit);
  }

  List<TaskEvent> clientEvents(String clientId, long after, long upTo, int limit) {
    var client = first(CLIENT, row -> row.number(1), clientId);
    if (client.isEmpty()) {
      return List.of();
    }
    return list(
        CLIENT_EVENTS,
        row -> event(row, row.text(6), clientId),
        Keys.clientUpdate(client.get(), Math.clamp(after, 0, Keys.MAX_CLIENT_SEQ)),
        Keys.clientUpdate(client.get(), Math.clamp(upTo, 0, Keys.MAX_CLIENT_SEQ)),
        limit);
  }

  private static TaskEvent event(Columns row, String taskId, @Nullable String clientId)
      throws SQLException {
    boolean pushed = row.get(2) != null;
    return new TaskEvent(
        taskId,
        Keys.seq(row.number(1)),
        pushed ? clientId : null,
        pushed ? Keys.clientSeq(row.number(2)) : 0,
        row.text(3),
        row.bytes(4),
        Columns.instant(row.number(5)));
  }

  long lastSeq(String taskId) {
    var num = first(NUM, row -> row.number(1), taskId);
    if (num.isEmpty()) {
      return 0;
    }
    return first(
            LAST_EVENT,
            row -> row.get(1) == null ? 0 : Keys.seq(row.number(1)),
            Keys.event(num.get(), 0),
            Keys.event(num.get(), Keys.MAX_SEQ))
        .orElse(0L);
  }

  long lastClientSeq(String clientId) {
    return first(CLIENT, row -> row.number(2), clientId).orElse(0L);
  }

  Map<String, byte[]> checkpoints(String taskId) {
    var byName = new LinkedHashMap<String, byte[]>();
    var num = first(NUM, row -> row.number(1), taskId);
    if (num.isPresent()) {
      list(CHECKPOINTS, row -> Map.entry(row.text(1), row.bytes(2)), num.get())
          .forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
    }
    return byName;
  }

  Map<String, Suspicion> suspects() {
    return list(
            SUSPECTS,
            row -> Map.entry(row.text(1), new Suspicion((int) row.number(2), (int) row.number(3))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  Optional<byte[]> checkpoint(String taskId, String name) {
    return first(CHECKPOINT, row -> row.bytes(1), taskId, name);
  }

  Map<TaskStatus, Long> totals() {
    var totals = new EnumMap<TaskStatus, Long>(TaskStatus.class);
    for (var status : TaskStatus.values()) {
      totals.put(status, 0L);
    }
    list(TOTALS, row -> Map.entry(TaskStatus.of(row.text(1)), row.number(2)))
        .forEach(entry -> totals.put(entry.getKey(), entry.getValue()));
    return totals;
  }

  byte[] secret(String name, Supplier<byte[]> supplier) {
    return first(SECRET, row -> row.bytes(1), name)
        .orElseGet(() -> {
          var secret = supplier.get();
          asking(
              client -> client.execute().createInsert(NEW_SECRET).params(name, secret).execute());
          return secret;
        });
  }

  /// The tasks at those places, newest first, without input and result.
  List<Task> newest(List<Cursor> places) {
    return places.isEmpty()
        ? List.of()
        : at(
            "select " + Columns.TASK + FROM_TASKS,
            places,
            " order by t.created_at desc, t.num desc",
            Columns::task);
  }

  /// The same whole, oldest first.
  List<Task> oldestWhole(List<Cursor> places) {
    return at(WHOLE_TASKS, places, " order by t.created_at, t.num", Columns::wholeTask);
  }

  private List<Task> at(String tasks, List<Cursor> places, String order, Reader<Task> reader) {
    var nums = Unions.filled(places.stream().map(Cursor::num).toList());
    return list(
        tasks + "where t.num in (" + Unions.placeholders(nums.size()) + ")" + order,
        reader,
        nums.toArray());
  }

  /// Where a list stands after that task, or nothing when there is none.
  Optional<Cursor> position(String taskId) {
    return first(NUM, row -> new Cursor(row.number(2), row.number(1)), taskId);
  }

  /// Reads one row.
  interface Reader<T> {
    T read(Columns row) throws SQLException;
  }

  /// The first row of a query, or nothing.
  <T> Optional<T> first(String query, Reader<T> reader, Object... parameters) {
    return asking(client ->
        client.execute().createGet(query).params(parameters).execute().map(reading(reader)));
  }

  /// Every row of a query.
  <T> List<T> list(String query, Reader<T> reader, Object... parameters) {
    return asking(client -> {
      try (var rows = client.execute().createQuery(query).params(parameters).execute()) {
        return rows.map(reading(reader)).toList();
      }
    });
  }

  private static <T> Function<DbRow, T> reading(Reader<T> reader) {
    return row -> {
      try {
        return Objects.requireNonNull(reader.read(Columns.of(row)));
      } catch (SQLException e) {
        throw new DbClientException("a row cannot be read", e);
      }
    };
  }

  private <T> T asking(Function<DbClient, T> question) {
    try {
      return question.apply(databases.lookups());
    } catch (Refusal refusal) {
      throw refusal;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the task history cannot be read", e);
      throw Databases.unavailable();
    }
  }
}
