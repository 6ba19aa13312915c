package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
  private static final int COMMITS = 1_000;
  @TempDir Path directory;

  @Test
  void smallCommitsDoNotMakeTheFileGrowForEver() throws Exception {
    long untidy = sizeAfterCommits("untidy", false);
    long tidy = sizeAfterCommits("tidy", true);
    assertThat(tidy).isLessThan(untidy / 2);
  }

  /// The size of a file after many small commits, all of whose rows are there when it is opened
  /// again.
  private long sizeAfterCommits(String name, boolean tidying) throws Exception {
    var url = "jdbc:h2:" + directory.resolve(name) + ";WRITE_DELAY=0;RETENTION_TIME=0";
    long size;
    try (var connection = DriverManager.getConnection(url)) {
      var store = Housekeeping.storeOf(connection);
      var housekeeping = new Housekeeping(store, 1 << 20);
      try (var statement = connection.createStatement()) {
        statement.execute("create table t (id int primary key, text varchar)");
        statement.execute("create index t_text on t (text)");
      }
      for (int i = 0; i < COMMITS; i++) {
        insert(connection, i);
        if (tidying && i % 25 == 0) {
          housekeeping.step();
        }
      }
      size = Files.size(directory.resolve(name + ".mv.db"));
    }
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(text) from t where text >= ''")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(COMMITS);
    }
    return size;
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (var statement = connection.prepareStatement("insert into t values (?, ?)")) {
      statement.setInt(1, id);
      statement.setString(2, Integer.toHexString(id * 0x9e3779b9) + "x".repeat(500));
      statement.executeUpdate();
    }
  }
}
