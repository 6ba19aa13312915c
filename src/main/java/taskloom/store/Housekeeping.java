package taskloom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/// Keeps the file from growing with what nobody needs. H2 writes each commit as a new chunk, with
/// some thirty kilobytes of pages that the next commit supersedes, and without a write delay it
/// leaves them where they are: a million small commits would be thirty gigabytes. Chunks that are
/// mostly superseded, and older than the retention time, are therefore emptied into new ones, a
/// little at a time; H2 then uses their space again. The committer's alone.
final class Housekeeping {
  static final Duration INTERVAL = Duration.ofMillis(200);

  /// How much is rewritten at a time: some ten milliseconds' work.
  private static final int STEP = 2 << 20;

  /// How much of the old chunks, in percent, should be needed still.
  private static final int FILL_RATE = 60;

  /// A file up to this size is left alone.
  private static final long SMALL = 16 << 20;

  private final MVStore store;
  private final long small;
  private long lastStep = System.nanoTime();

  Housekeeping(MVStore store, long small) {
    this.store = store;
    this.small = small;
  }

  static Housekeeping of(Connection connection) throws SQLException {
    return new Housekeeping(storeOf(connection), SMALL);
  }

  static MVStore storeOf(Connection connection) throws SQLException {
    var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getStore().getMvStore();
  }

  /// Does a [#step] when the last one was an interval ago.
  ///
  /// @return whether there may be more to do
  boolean stepWhenDue() {
    if (System.nanoTime() - lastStep < INTERVAL.toNanos()) {
      return false;
    }
    lastStep = System.nanoTime();
    return step();
  }

  /// Does a little, if it is worth it.
  ///
  /// @return whether there may be more to do
  boolean step() {
    if (!isWorthwhile() || !store.compact(100, STEP)) {
      return false;
    }
    store.commit();
    return true;
  }

  private boolean isWorthwhile() {
    var file = store.getFileStore();
    if (file == null || file.size() < small) {
      return false;
    }
    var info = new HashMap<String, String>();
    file.populateInfo(info::put);
    // Of the chunks that may be rewritten: young ones stay as they are and do not count.
    return Integer.parseInt(info.getOrDefault("info.CHUNKS_FILL_RATE_RW", "100")) < FILL_RATE;
  }
}
