package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked of H2 itself.
class DatabaseTest {
  @TempDir private Path directory;

  @Test
  void itsCacheDoesNotGrowWithTheMachine() throws SQLException {
    assertThat(Integer.parseInt(setting("info.CACHE_MAX_SIZE"))).isLessThanOrEqualTo(32);
  }

  private String setting(String name) throws SQLException {
    try (var database = Database.open(Database.inDirectory(directory), "data", Clock.systemUTC());
        var connection = database.connection();
        var query =
            connection.prepareStatement(
                "select setting_value from information_schema.settings where setting_name = ?")) {
      query.setString(1, name);
      try (var row = query.executeQuery()) {
        assertThat(row.next()).as(name).isTrue();
        return row.getString(1);
      }
    }
  }
}
