package taskloom.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/// The tables, in numbered steps: `store/h2/1.sql`, `2.sql`, … Each is run once, in order, and then
/// noted in `schema_version`. H2 commits every definition on its own, so a step must bear being run
/// again after a crash halfway.
final class Schema {
  private static final int NEWEST = 3;

  private Schema() {}

  /// Brings the database up to the newest step.
  ///
  /// @throws StoreOpeningException when a newer Taskloom has written it
  static void migrate(Connection connection, Clock clock) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists schema_version (
            version int primary key,
            applied_at bigint not null)
          """);
      int present = 0;
      try (var row = statement.executeQuery("select max(version) from schema_version")) {
        if (row.next()) {
          present = row.getInt(1);
        }
      }
      if (present > NEWEST) {
        throw new StoreOpeningException(
            "The task history was written by a newer Taskloom (schema %d, this one knows %d): start that version, or use another data directory."
                .formatted(present, NEWEST));
      }
      for (int step = present + 1; step <= NEWEST; step++) {
        statement.execute(script(step));
        note(connection, step, clock);
      }
    }
  }

  private static void note(Connection connection, int step, Clock clock) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "insert into schema_version (version, applied_at) values (?, ?)")) {
      insert.setInt(1, step);
      insert.setLong(2, Columns.micros(clock.instant()));
      insert.executeUpdate();
    }
  }

  private static String script(int step) {
    var name = "/store/h2/" + step + ".sql";
    try (var in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
