package taskloom.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.task.Suspicion;
import taskloom.task.Task;
import taskloom.task.TaskStatus;

/// What the committer knows of the store: the unfinished tasks, the clients and the facets it has
/// met, as they stand after the changes planned so far, read again when they are not at hand. Since
/// nobody else writes, what it knows is so. After a transaction that failed, begin a new one.
final class Ledger {
  private static final int MAX_TASKS = 32_768;
  private static final int MAX_CLIENTS = 16_384;
  private static final int MAX_FAMILIES = 4_096;

  private final Map<String, TaskRow> tasks = new LinkedHashMap<>();
  private final Map<String, ClientRow> clients = new LinkedHashMap<>();
  private final Map<Facets.Name, Facets.Family> families = new LinkedHashMap<>();

  private final PreparedStatement taskById;
  private final PreparedStatement wholeTask;
  private final PreparedStatement idByKey;
  private final PreparedStatement lastEvent;
  private final PreparedStatement clientById;
  private final PreparedStatement newClient;
  private final PreparedStatement facetsByName;
  private final PreparedStatement newFacet;

  private long nums;
  private long clientNums;
  private int facetNums;

  Ledger(Connection connection) throws SQLException {
    taskById =
        connection.prepareStatement(
            "select "
                + Columns.TASK
                + ", t.client, s.among, s.deaths"
                + Lookups.FROM_TASKS
                + "left join suspects s on s.num = t.num where t.id = ?");
    wholeTask =
        connection.prepareStatement(
            "select "
                + Columns.TASK
                + ", b.input, b.result"
                + Lookups.FROM_WHOLE_TASKS
                + "where t.id = ?");
    idByKey =
        connection.prepareStatement(
            "select t.id from idempotency i join tasks t on t.num = i.num where i.idempotency_key = ?");
    lastEvent =
        connection.prepareStatement("select max(event) from events where event between ? and ?");
    clientById =
        connection.prepareStatement("select client, last_seq from clients where client_id = ?");
    newClient =
        connection.prepareStatement(
            "insert into clients (client, client_id, owner, last_seq) values (?, ?, ?, 0)");
    facetsByName =
        connection.prepareStatement(
            "select status, pinned, facet from facets where owner = ? and kind = ? and task_type = ?");
    newFacet =
        connection.prepareStatement(
            "insert into facets (facet, owner, kind, task_type, status, pinned, tasks) values (?, ?, ?, ?, ?, ?, 0)");
    nums = newest(connection, "select max(num) from tasks");
    clientNums = newest(connection, "select max(client) from clients");
    facetNums = (int) newest(connection, "select max(facet) from facets");
  }

  private static long newest(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// The task, or null when there is none.
  @Nullable TaskRow task(String id) throws SQLException {
    var known = tasks.get(id);
    if (known != null) {
      return known.isDeleted() ? null : known;
    }
    taskById.setString(1, id);
    try (var rows = taskById.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      var columns = Columns.of(rows);
      long num = columns.number(Columns.NUM);
      var task = columns.task();
      long client = columns.get(Columns.NUM + 1) instanceof Long number ? number : 0;
      var suspicion =
          columns.get(Columns.NUM + 2) instanceof Integer among
              ? new Suspicion(among, (int) columns.number(Columns.NUM + 3))
              : null;
      var row = TaskRow.stored(num, client, family(task), task, lastSeq(num), suspicion);
      tasks.put(id, row);
      return row;
    }
  }

  /// Whether a task of that id is at hand; one that is not is found by the unique index.
  boolean knows(String id) {
    var known = tasks.get(id);
    return known != null && !known.isDeleted();
  }

  /// A new task, to be stored with this group.
  TaskRow submit(Task task) throws SQLException {
    var clientId = task.clientId();
    long client = clientId == null ? 0 : client(clientId, task.owner()).client;
    var row = TaskRow.submitted(++nums, client, family(task), task);
    tasks.put(task.id(), row);
    return row;
  }

  /// The task with texts, input and result.
  Task whole(TaskRow row) throws SQLException {
    if (!row.isStored()) {
      return row.now();
    }
    wholeTask.setString(1, row.id());
    try (var rows = wholeTask.executeQuery()) {
      rows.next();
      return row.over(Columns.of(rows).wholeTask());
    }
  }

  /// The stored task that was submitted with that key, or null.
  @Nullable TaskRow submittedWith(String idempotencyKey) throws SQLException {
    idByKey.setString(1, idempotencyKey);
    try (var rows = idByKey.executeQuery()) {
      return rows.next() ? task(rows.getString(1)) : null;
    }
  }

  /// The client, made when it is met for the first time.
  ClientRow client(String clientId, String owner) throws SQLException {
    var known = clients.get(clientId);
    if (known == null) {
      known = loadOrCreate(clientId, owner);
      clients.put(clientId, known);
    }
    return known;
  }

  private ClientRow loadOrCreate(String clientId, String owner) throws SQLException {
    clientById.setString(1, clientId);
    try (var rows = clientById.executeQuery()) {
      if (rows.next()) {
        return new ClientRow(rows.getLong(1), clientId, rows.getLong(2));
      }
    }
    newClient.setLong(1, ++clientNums);
    newClient.setString(2, clientId);
    newClient.setString(3, owner);
    newClient.executeUpdate();
    return new ClientRow(clientNums, clientId, 0);
  }

  private Facets.Family family(Task task) throws SQLException {
    var name = new Facets.Name(task.owner(), task.kind(), task.taskType());
    var known = families.get(name);
    if (known == null) {
      known = loadOrCreate(name);
      families.put(name, known);
    }
    return known;
  }

  private Facets.Family loadOrCreate(Facets.Name name) throws SQLException {
    var family = new Facets.Family();
    facetsByName.setString(1, name.owner());
    facetsByName.setString(2, name.kind().word());
    facetsByName.setString(3, name.taskType());
    try (var rows = facetsByName.executeQuery()) {
      while (rows.next()) {
        family.put(TaskStatus.of(rows.getString(1)), rows.getBoolean(2), rows.getInt(3));
      }
    }
    for (var status : TaskStatus.values()) {
      for (boolean pinned : new boolean[] {false, true}) {
        if (family.facet(status, pinned) == 0) {
          newFacet.setInt(1, ++facetNums);
          newFacet.setString(2, name.owner());
          newFacet.setString(3, name.kind().word());
          newFacet.setString(4, name.taskType());
          newFacet.setString(5, status.word());
          newFacet.setBoolean(6, pinned);
          newFacet.executeUpdate();
          family.put(status, pinned, facetNums);
        }
      }
    }
    return family;
  }

  private long lastSeq(long num) throws SQLException {
    lastEvent.setLong(1, Keys.event(num, 0));
    lastEvent.setLong(2, Keys.event(num, Keys.MAX_SEQ));
    try (var rows = lastEvent.executeQuery()) {
      return rows.next() ? Keys.seq(rows.getLong(1)) : 0;
    }
  }

  /// After a commit: what is finished is forgotten, and so is the oldest past the bounds.
  void settle(Iterable<TaskRow> touched) {
    for (var row : touched) {
      if (row.isDeleted() || row.status().isFinal()) {
        tasks.remove(row.id(), row);
      } else {
        row.settle();
      }
    }
    trim(tasks, MAX_TASKS);
    trim(clients, MAX_CLIENTS);
    trim(families, MAX_FAMILIES);
  }

  private static void trim(Map<?, ?> map, int max) {
    var oldest = map.entrySet().iterator();
    while (map.size() > max) {
      oldest.next();
      oldest.remove();
    }
  }
}
