package taskloom.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/// An open H2 database: one pool, shared by DbClient for lookups and by the committer, who keeps
/// one connection of it. When H2 has closed itself after an error of the disk, [#open] it anew.
final class Database implements AutoCloseable {
  /// Without the write delay a commit is in the file (the operating system's, not yet the disk's)
  /// before it is acknowledged. The statement cache holds every lookup there is. Pages of 8 KiB
  /// make a small commit write a third less than H2's 16 KiB, and a large one cost the same.
  /// Results are never reused: H2 would give the result of an inner select again although the
  /// parameter of its limit has changed, and a list would end too early.
  private static final String SETTINGS =
      ";WRITE_DELAY=0;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE"
          + ";PAGE_SIZE=8192;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0;QUERY_CACHE_SIZE=64"
          + ";OPTIMIZE_REUSE_RESULTS=0";

  /// Of the pages H2 has read or written. Left to itself it takes a sixteenth of the largest heap
  /// there may be, hundreds of megabytes on a large machine; the system keeps the file's pages too.
  private static final long MAX_CACHE_BYTES = 32L << 20;

  /// Lookups are short and there are few cores; waiting for a connection is cheaper than more of
  /// them. One more is the committer's.
  private static final int CONNECTIONS = 9;

  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);

  private final HikariDataSource pool;
  private final DbClient lookups;

  private Database(HikariDataSource pool, DbClient lookups) {
    this.pool = pool;
    this.lookups = lookups;
  }

  /// The address of the file `taskloom.mv.db` in `directory`, which is made if there is none.
  static String inDirectory(Path directory) {
    var name = nameOf(directory);
    if (directory.toString().indexOf(';') >= 0) {
      throw new StoreOpeningException("The data directory's path may not contain a semicolon.");
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new StoreOpeningException(
          "The data directory '%s' is a file: name another with TASKLOOM_DATA.".formatted(name));
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreOpeningException(
          "The data directory '%s' cannot be created: check who may write there, or name another with TASKLOOM_DATA."
              .formatted(name),
          e);
    }
    var file = directory.resolve("taskloom.mv.db");
    if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
      throw readOnly(name, null);
    }
    SteadyFiles.register();
    return "jdbc:h2:" + SteadyFiles.SCHEME + ":" + directory.toAbsolutePath().resolve("taskloom");
  }

  /// The address of a database of its own, gone when its last connection closes.
  static String inMemory() {
    return "jdbc:h2:mem:" + UUID.randomUUID();
  }

  /// Opens the database at `url` and brings its schema up to date.
  ///
  /// @param name what the person who started the server calls it
  /// @throws StoreOpeningException with one line for that person
  static Database open(String url, String name, Clock clock) {
    var source = new JdbcDataSource();
    source.setURL(url + SETTINGS + ";CACHE_SIZE=" + cacheKilobytes());
    source.setUser("taskloom");
    try (var first = source.getConnection()) {
      if (first.isReadOnly()) {
        throw readOnly(name, null);
      }
      Schema.migrate(first, clock);
      var config = new HikariConfig();
      config.setDataSource(source);
      config.setPoolName("taskloom");
      config.setMaximumPoolSize(CONNECTIONS);
      config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
      var pool = new HikariDataSource(config);
      JdbcConnectionPool connections = () -> borrow(pool);
      return new Database(pool, JdbcClientBuilder.create().connectionPool(connections).build());
    } catch (SQLException e) {
      throw explained(e, name);
    }
  }

  private static long cacheKilobytes() {
    return Math.min(MAX_CACHE_BYTES, Runtime.getRuntime().maxMemory() / 16) >> 10;
  }

  /// Lookups are short: one that is interrupted while it waits for its turn is done all the same,
  /// and its thread stays interrupted.
  private static Connection borrow(HikariDataSource pool) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pool.getConnection();
        } catch (SQLException e) {
          if (!(e.getCause() instanceof InterruptedException)) {
            throw new DbClientException("no connection", e);
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  DbClient lookups() {
    return lookups;
  }

  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() {
    pool.close();
  }

  static String nameOf(Path directory) {
    var name = directory.toAbsolutePath().normalize().getFileName();
    return name == null ? "/" : name.toString();
  }

  /// What to tell the person who starts the server.
  static StoreOpeningException explained(SQLException e, String name) {
    if (e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
      return new StoreOpeningException(
          "The data directory '%s' is in use by another process: stop that one, or name another directory with TASKLOOM_DATA."
              .formatted(name),
          e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("no space left") || message.contains("quota exceeded")) {
        return new StoreOpeningException(
            "The disk that holds the data directory '%s' is full: make room on it and start again."
                .formatted(name),
            e);
      }
      if (message.contains("read-only file system") || message.contains("permission denied")) {
        return readOnly(name, e);
      }
    }
    return new StoreOpeningException(
        "The task history in '%s' is damaged or cannot be read (H2 error %d): put a copy back, or move taskloom.mv.db away to begin a new one."
            .formatted(name, e.getErrorCode()),
        e);
  }

  private static StoreOpeningException readOnly(String name, @Nullable Throwable cause) {
    return new StoreOpeningException(
        "The data directory '%s' cannot be written to: check its owner and its mount, or name another with TASKLOOM_DATA."
            .formatted(name),
        cause);
  }
}
