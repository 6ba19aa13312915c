package taskloom.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.task.Task;

/// Writes a [Group] in batches of ready-made statements, on the committer's connection. Removals go
/// first, since a new task may take over what a removed one held.
final class GroupWriter {
  private final PreparedStatement insertTask;
  private final PreparedStatement insertBody;
  private final PreparedStatement insertKey;
  private final PreparedStatement insertEvent;
  private final PreparedStatement updateTask;
  private final PreparedStatement updateTexts;
  private final PreparedStatement updateResult;
  private final PreparedStatement updateClient;
  private final PreparedStatement updateFacet;
  private final PreparedStatement deleteCheckpoint;
  private final PreparedStatement insertCheckpoint;
  private final PreparedStatement deleteSuspect;
  private final PreparedStatement insertSuspect;
  private final PreparedStatement deleteTask;
  private final PreparedStatement deleteBody;
  private final PreparedStatement deleteKey;
  private final PreparedStatement deleteEvents;
  private final PreparedStatement deleteCheckpoints;

  GroupWriter(Connection connection) throws SQLException {
    insertTask =
        connection.prepareStatement(
            """
            insert into tasks (num, id, facet, client, title, description, comp_template, file_count, error, attempts,
              prompt_tokens, completion_tokens, created_at, updated_at, started_at, completed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """);
    insertBody =
        connection.prepareStatement("insert into bodies (num, input, result) values (?, ?, ?)");
    insertKey =
        connection.prepareStatement("insert into idempotency (num, idempotency_key) values (?, ?)");
    insertEvent =
        connection.prepareStatement(
            "insert into events (event, client_update, type, payload, at) values (?, ?, ?, ?, ?)");
    updateTask =
        connection.prepareStatement(
            """
            update tasks set facet = ?, file_count = ?, error = ?, attempts = ?, prompt_tokens = ?,
              completion_tokens = ?, updated_at = ?, started_at = ?, completed_at = ?
            where num = ? and facet = ?\
            """);
    updateTexts =
        connection.prepareStatement(
            "update tasks set title = coalesce(?, title), description = coalesce(?, description) where num = ?");
    updateResult = connection.prepareStatement("update bodies set result = ? where num = ?");
    updateClient = connection.prepareStatement("update clients set last_seq = ? where client = ?");
    updateFacet =
        connection.prepareStatement("update facets set tasks = tasks + ? where facet = ?");
    deleteCheckpoint =
        connection.prepareStatement("delete from checkpoints where num = ? and name = ?");
    insertCheckpoint =
        connection.prepareStatement("insert into checkpoints (num, name, data) values (?, ?, ?)");
    deleteSuspect = connection.prepareStatement("delete from suspects where num = ?");
    insertSuspect =
        connection.prepareStatement("insert into suspects (num, among, deaths) values (?, ?, ?)");
    deleteTask = connection.prepareStatement("delete from tasks where num = ? and facet = ?");
    deleteBody = connection.prepareStatement("delete from bodies where num = ?");
    deleteKey = connection.prepareStatement("delete from idempotency where num = ?");
    deleteEvents = connection.prepareStatement("delete from events where event between ? and ?");
    deleteCheckpoints = connection.prepareStatement("delete from checkpoints where num = ?");
  }

  /// Writes the group's rows; the caller commits.
  void write(Group group) throws SQLException {
    var moved = new HashMap<Integer, Integer>();
    for (var task : group.touched()) {
      if (task.isStored() && task.isDeleted()) {
        delete(task);
        moved.merge(task.storedFacet(), -1, Integer::sum);
      }
    }
    int inserted = 0;
    int updated = 0;
    int results = 0;
    for (var task : group.touched()) {
      if (task.isDeleted() || (task.isStored() && !task.isChanged())) {
        continue;
      }
      moved.merge(task.facet(), 1, Integer::sum);
      if (task.isStored()) {
        moved.merge(task.storedFacet(), -1, Integer::sum);
        update(task);
        updated++;
        if (task.newResult() != null) {
          updateResult.setBytes(1, task.newResult());
          updateResult.setLong(2, task.num);
          updateResult.addBatch();
          results++;
        }
      } else {
        insert(task);
        inserted++;
      }
    }
    if (inserted > 0) {
      insertTask.executeBatch();
      insertBody.executeBatch();
    }
    if (updated > 0) {
      requireOneRowEach(updateTask.executeBatch());
    }
    if (results > 0) {
      updateResult.executeBatch();
    }
    suspects(group);
    keys(group);
    events(group);
    checkpoints(group);
    clients(group);
    facets(moved);
  }

  private void insert(TaskRow row) throws SQLException {
    Task task = row.now();
    int at = 1;
    insertTask.setLong(at++, row.num);
    insertTask.setString(at++, task.id());
    insertTask.setInt(at++, row.facet());
    set(insertTask, at++, row.client == 0 ? null : row.client);
    insertTask.setString(at++, task.title());
    insertTask.setString(at++, task.description());
    insertTask.setString(at++, task.compTemplate());
    insertTask.setInt(at++, task.fileCount());
    insertTask.setString(at++, task.error());
    insertTask.setInt(at++, task.attempts());
    insertTask.setLong(at++, task.usage().promptTokens());
    insertTask.setLong(at++, task.usage().completionTokens());
    insertTask.setLong(at++, Columns.micros(task.createdAt()));
    insertTask.setLong(at++, Columns.micros(task.updatedAt()));
    set(insertTask, at++, task.startedAt());
    set(insertTask, at, task.completedAt());
    insertTask.addBatch();
    insertBody.setLong(1, row.num);
    insertBody.setBytes(2, task.input());
    insertBody.setBytes(3, task.result());
    insertBody.addBatch();
  }

  private void update(TaskRow row) throws SQLException {
    Task task = row.now();
    int at = 1;
    updateTask.setInt(at++, row.facet());
    updateTask.setInt(at++, task.fileCount());
    updateTask.setString(at++, task.error());
    updateTask.setInt(at++, task.attempts());
    updateTask.setLong(at++, task.usage().promptTokens());
    updateTask.setLong(at++, task.usage().completionTokens());
    updateTask.setLong(at++, Columns.micros(task.updatedAt()));
    set(updateTask, at++, task.startedAt());
    set(updateTask, at++, task.completedAt());
    updateTask.setLong(at++, row.num);
    // The state before is part of its facet: a task that somebody else has moved is not touched.
    updateTask.setInt(at, row.storedFacet());
    updateTask.addBatch();
    if (row.newTitle() != null || row.newDescription() != null) {
      updateTexts.setString(1, row.newTitle());
      updateTexts.setString(2, row.newDescription());
      updateTexts.setLong(3, row.num);
      updateTexts.executeUpdate();
    }
  }

  private void delete(TaskRow row) throws SQLException {
    deleteTask.setLong(1, row.num);
    deleteTask.setInt(2, row.storedFacet());
    requireOneRowEach(deleteTask.executeUpdate());
    for (var statement : new PreparedStatement[] {deleteBody, deleteKey, deleteCheckpoints}) {
      statement.setLong(1, row.num);
      statement.executeUpdate();
    }
    deleteEvents.setLong(1, Keys.event(row.num, 0));
    deleteEvents.setLong(2, Keys.event(row.num, Keys.MAX_SEQ));
    deleteEvents.executeUpdate();
  }

  private void suspects(Group group) throws SQLException {
    for (var task : group.touched()) {
      if (task.isSuspicionChanged()) {
        deleteSuspect.setLong(1, task.num);
        deleteSuspect.executeUpdate();
        var suspicion = task.suspicion();
        if (suspicion != null) {
          insertSuspect.setLong(1, task.num);
          insertSuspect.setInt(2, suspicion.among());
          insertSuspect.setInt(3, suspicion.deaths());
          insertSuspect.executeUpdate();
        }
      }
    }
  }

  private void keys(Group group) throws SQLException {
    for (var entry : group.keys().entrySet()) {
      if (!entry.getValue().isDeleted()) {
        insertKey.setLong(1, entry.getValue().num);
        insertKey.setString(2, entry.getKey());
        insertKey.executeUpdate();
      }
    }
  }

  private void events(Group group) throws SQLException {
    int inserted = 0;
    for (var row : group.events()) {
      if (row.task().isDeleted()) {
        continue;
      }
      var event = row.event();
      insertEvent.setLong(1, Keys.event(row.task().num, event.seq()));
      set(
          insertEvent,
          2,
          event.clientSeq() == 0 ? null : Keys.clientUpdate(row.task().client, event.clientSeq()));
      insertEvent.setString(3, event.type());
      insertEvent.setBytes(4, event.payload());
      insertEvent.setLong(5, Columns.micros(event.at()));
      insertEvent.addBatch();
      inserted++;
    }
    if (inserted > 0) {
      insertEvent.executeBatch();
    }
  }

  private void checkpoints(Group group) throws SQLException {
    for (var row : group.checkpoints()) {
      if (!row.task().isDeleted()) {
        deleteCheckpoint.setLong(1, row.task().num);
        deleteCheckpoint.setString(2, row.name());
        deleteCheckpoint.executeUpdate();
        insertCheckpoint.setLong(1, row.task().num);
        insertCheckpoint.setString(2, row.name());
        insertCheckpoint.setBytes(3, row.data());
        insertCheckpoint.executeUpdate();
      }
    }
  }

  private void clients(Group group) throws SQLException {
    if (group.clients().isEmpty()) {
      return;
    }
    for (var client : group.clients()) {
      updateClient.setLong(1, client.lastSeq());
      updateClient.setLong(2, client.client);
      updateClient.addBatch();
    }
    updateClient.executeBatch();
  }

  private void facets(Map<Integer, Integer> moved) throws SQLException {
    for (var entry : moved.entrySet()) {
      if (entry.getValue() != 0) {
        updateFacet.setInt(1, entry.getValue());
        updateFacet.setInt(2, entry.getKey());
        updateFacet.executeUpdate();
      }
    }
  }

  private static void requireOneRowEach(int... counts) throws SQLException {
    for (int count : counts) {
      if (count != 1) {
        throw new SQLException("a task's row is not in the state it was read in", "40001");
      }
    }
  }

  private static void set(PreparedStatement statement, int at, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      statement.setNull(at, Types.BIGINT);
    } else {
      statement.setLong(at, value);
    }
  }

  private static void set(PreparedStatement statement, int at, @Nullable Instant value)
      throws SQLException {
    set(statement, at, value == null ? null : Columns.micros(value));
  }
}
