package taskloom.store;

import io.helidon.dbclient.DbClient;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// The database in use. H2 closes itself when the disk fails it, and must then be opened anew;
/// readers meanwhile get a [Refusal]. Safe from any thread, [#reopen] from the committer's alone.
final class Databases implements AutoCloseable {
  private final String url;
  private final String name;
  private final Clock clock;
  private volatile @Nullable Database current;

  /// @param name what the person who started the server calls it
  Databases(String url, String name, Clock clock) {
    this.url = url;
    this.name = name;
    this.clock = clock;
    this.current = Database.open(url, name, clock);
  }

  Database current() {
    var database = current;
    if (database == null) {
      throw unavailable();
    }
    return database;
  }

  DbClient lookups() {
    return current().lookups();
  }

  /// Closes what is left of the database and opens it again.
  ///
  /// @throws StoreOpeningException when it cannot be opened yet
  void reopen() {
    close();
    current = Database.open(url, name, clock);
  }

  static Refusal unavailable() {
    return Refusal.inBoth(
        ErrorCode.UNAVAILABLE,
        "任务历史暂时无法访问，请稍后重试",
        "The task history cannot be reached at the moment; try again soon.");
  }

  @Override
  public void close() {
    var database = current;
    current = null;
    if (database != null) {
      database.close();
    }
  }
}
