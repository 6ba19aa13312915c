package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Recomputes from the rows what the store keeps beside them, through a connection of its own while
/// the store is open.
final class StoreAudit {
  private StoreAudit() {}

  /// Fails when a count, a sequence or an index does not agree with the rows.
  static void check(String url) throws SQLException {
    try (var connection = DriverManager.getConnection(url, "taskloom", "")) {
      agree(
          connection,
          "facet counts",
          "select facet, tasks from facets where tasks <> 0 order by facet",
          "select facet, count(title) from tasks group by facet order by facet");
      agree(
          connection,
          "the index of ids and the rows",
          "select count(id) from tasks use index (tasks_by_id) where id >= ''",
          "select count(title) from tasks where num >= 0");
      agree(
          connection,
          "the index of facets and the rows",
          "select count(facet) from tasks use index (tasks_of_facet) where facet >= 0",
          "select count(title) from tasks where num >= 0");
      agree(
          connection,
          "the index of client updates and the rows",
          "select count(client_update) from events use index (events_of_client) where client_update >= 0",
          "select count(client_update) from events where event >= 0");
      nothing(
          connection,
          "gaps in a task's events",
          """
          select rshift(event, 20) task from events group by task
          having min(bitand(event, 1048575)) <> 1 or max(bitand(event, 1048575)) <> count(type)\
          """);
      nothing(
          connection,
          "updates beyond their client's count",
          """
          select client from clients c where last_seq < (
            select coalesce(max(bitand(client_update, 17179869183)), 0) from events
            where client_update between lshift(c.client, 34) and lshift(c.client + 1, 34) - 1)\
          """);
      for (var part : List.of("bodies", "idempotency", "checkpoints", "suspects")) {
        nothing(
            connection,
            part + " of no task",
            "select p.num from "
                + part
                + " p where not exists (select 1 from tasks t where t.num = p.num)");
      }
      nothing(
          connection,
          "events of no task",
          "select event from events e"
              + " where not exists (select 1 from tasks t where t.num = rshift(e.event, 20))");
      nothing(
          connection,
          "tasks without a body",
          "select t.num from tasks t"
              + " where not exists (select 1 from bodies b where b.num = t.num)");
    }
  }

  /// Fails when a client's updates are not 1, 2, 3, … up to its count; holds where nothing was
  /// deleted.
  static void checkNoUpdateMissing(String url) throws SQLException {
    try (var connection = DriverManager.getConnection(url, "taskloom", "")) {
      agree(
          connection,
          "updates and their clients' counts",
          "select client, last_seq from clients where last_seq > 0 order by client",
          """
          select rshift(client_update, 34) client, count(distinct client_update) from events
          where client_update is not null group by client
          having max(bitand(client_update, 17179869183)) = count(client_update) order by client\
          """);
    }
  }

  private static void agree(Connection connection, String what, String one, String other)
      throws SQLException {
    assertThat(rows(connection, one)).as(what).isEqualTo(rows(connection, other));
  }

  private static void nothing(Connection connection, String what, String query)
      throws SQLException {
    assertThat(rows(connection, query)).as(what).isEmpty();
  }

  private static List<List<Long>> rows(Connection connection, String query) throws SQLException {
    var rows = new ArrayList<List<Long>>();
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new ArrayList<Long>();
        for (int column = 1; column <= columns; column++) {
          row.add(result.getLong(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
