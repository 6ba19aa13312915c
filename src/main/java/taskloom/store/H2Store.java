package taskloom.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ClientTasks;
import taskloom.task.Suspicion;
import taskloom.task.Task;
import taskloom.task.TaskEvent;
import taskloom.task.TaskPage;
import taskloom.task.TaskQuery;
import taskloom.task.TaskStatus;
import taskloom.task.TaskStore;

/// The task history in one H2 file, or in memory for tests. One committer thread writes; lookups go
/// through DbClient on the threads that ask. A thread may be interrupted in any of them without
/// harm to the store.
public final class H2Store implements TaskStore {
  private final Databases databases;
  private final Committer committer;
  private final Lookups lookups;
  private final Pages pages;

  private H2Store(
      String url, String name, Clock clock, Ballast ballast, Function<Lookups, Pages> paging) {
    databases = new Databases(url, name, clock);
    lookups = new Lookups(databases);
    pages = paging.apply(lookups);
    try {
      committer = new Committer(databases, ballast);
    } catch (SQLException e) {
      databases.close();
      throw Database.explained(e, name);
    }
    committer.start();
  }

  /// Opens the file `taskloom.mv.db` in `dataDirectory`, and makes both if they are not there.
  ///
  /// @throws StoreOpeningException with one line for the person who starts the server: the
  ///   directory is in use, full, read-only, no directory, or what is in it is damaged or newer
  public static H2Store open(Path dataDirectory, Clock clock) {
    return new H2Store(
        Database.inDirectory(dataDirectory),
        Database.nameOf(dataDirectory),
        clock,
        Ballast.in(dataDirectory),
        Pages::new);
  }

  /// A store of its own that is gone when it is closed.
  public static H2Store inMemory(Clock clock) {
    return open(Database.inMemory(), "memory", clock);
  }

  /// The same with other bounds on a search for a text.
  ///
  /// @param patience for one page
  /// @param stretch how many tasks are looked at before asking whether it is at its end
  public static H2Store inMemory(Clock clock, Duration patience, int stretch) {
    return new H2Store(
        Database.inMemory(),
        "memory",
        clock,
        Ballast.none(),
        lookups -> new Pages(lookups, new TextSearch(lookups, patience, stretch)));
  }

  /// Opens the database at an H2 address.
  static H2Store open(String url, String name, Clock clock) {
    return new H2Store(url, name, clock, Ballast.none(), Pages::new);
  }

  @Override
  public void listener(Listener listener) {
    committer.listener(listener);
  }

  @Override
  public CompletableFuture<Applied> apply(Change change) {
    return committer.apply(change);
  }

  @Override
  public Optional<Task> find(String taskId) {
    return lookups.find(taskId);
  }

  @Override
  public Optional<Task> find(String owner, String taskId) {
    return lookups.find(owner, taskId);
  }

  @Override
  public ClientTasks ofClient(String owner, String clientId, int limit, int maxBytes) {
    return lookups.ofClient(owner, clientId, limit, maxBytes);
  }

  @Override
  public TaskPage page(TaskQuery query) {
    return pages.page(query);
  }

  @Override
  public List<TaskEvent> events(String taskId, long after, int limit) {
    return lookups.events(taskId, after, limit);
  }

  @Override
  public List<TaskEvent> clientEvents(String clientId, long after, long upTo, int limit) {
    return lookups.clientEvents(clientId, after, upTo, limit);
  }

  @Override
  public long lastSeq(String taskId) {
    return lookups.lastSeq(taskId);
  }

  @Override
  public long lastClientSeq(String clientId) {
    return lookups.lastClientSeq(clientId);
  }

  @Override
  public List<Task> unfinished(String afterId, int limit) {
    return pages.unfinished(lookups.position(afterId).orElse(Cursor.BEGINNING), limit);
  }

  @Override
  public Map<String, Suspicion> suspects() {
    return lookups.suspects();
  }

  @Override
  public Map<String, byte[]> checkpoints(String taskId) {
    return lookups.checkpoints(taskId);
  }

  @Override
  public Optional<byte[]> checkpoint(String taskId, String name) {
    return lookups.checkpoint(taskId, name);
  }

  @Override
  public Map<TaskStatus, Long> totals() {
    return lookups.totals();
  }

  @Override
  public synchronized byte[] secret(String name, Supplier<byte[]> supplier) {
    return lookups.secret(name, supplier);
  }

  @Override
  public Figures figures() {
    return committer.figures();
  }

  @Override
  public void close() {
    committer.close();
    databases.close();
  }
}
