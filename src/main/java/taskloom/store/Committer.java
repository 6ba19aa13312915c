package taskloom.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import taskloom.task.Applied;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.task.TaskStore;

/// The one writer. Takes whatever waits as one group, decides it, writes it in one transaction and
/// then tells: each change's future, then its events. While one group is being written the next one
/// gathers; only under load does it wait for more to come (see [CommitQueue]).
///
/// A change the database refuses does not take its group with it: the group is split and tried
/// again in halves until that change stands alone. When the disk fails, all of the group is refused
/// and the database opened anew, as often as it takes.
final class Committer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Committer.class.getName());
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration REOPEN_EVERY = Duration.ofSeconds(1);

  /// The committer's connection and what is prepared on it; given up after a failure, because
  /// statements keep half a batch and the ledger what was never stored.
  private record Desk(
      Connection connection, Ledger ledger, GroupWriter writer, Housekeeping housekeeping) {}

  private final Databases databases;
  private final Ballast ballast;
  private final CommitQueue queue = new CommitQueue();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final Thread thread;
  private volatile TaskStore.Listener listener = _ -> {};
  private volatile boolean closing;
  private volatile boolean finished;
  private @Nullable Desk desk;
  private long reopened;
  private long filled = System.nanoTime() - 2 * IDLE.toNanos();

  Committer(Databases databases, Ballast ballast) throws SQLException {
    this.databases = databases;
    this.ballast = ballast;
    this.desk = newDesk();
    this.thread = Thread.ofPlatform().name("taskloom-committer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void listener(TaskStore.Listener listener) {
    this.listener = listener;
  }

  CompletableFuture<Applied> apply(Change change) {
    var pending = Pending.of(change);
    try {
      if (closing) {
        throw closed();
      }
      Limits.check(change);
      if (change instanceof Change.Submit) {
        ballast.check();
      }
      queue.add(pending);
    } catch (Refusal refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
    // Queued behind the committer's back, just as it left.
    if (finished && queue.remove(pending)) {
      return CompletableFuture.failedFuture(closed());
    }
    return pending.future();
  }

  TaskStore.Figures figures() {
    return new TaskStore.Figures(commits.get(), changes.get(), events.get(), queue.size());
  }

  private static Refusal closed() {
    return Refusal.inBoth(
        ErrorCode.UNAVAILABLE, "服务器正在停止，请稍后重试", "The server is stopping; try again soon.");
  }

  private void run() {
    var patience = IDLE;
    try {
      while (!closing || queue.size() > 0) {
        var group = queue.next(patience);
        if (desk == null) {
          reopen();
        }
        if (!group.isEmpty()) {
          commitOrFail(group);
        }
        fillBallast();
        patience = tidied() ? Housekeeping.INTERVAL : desk == null ? REOPEN_EVERY : IDLE;
      }
    } catch (InterruptedException e) {
      LOG.log(Level.WARNING, "the committer was interrupted and stops");
      Thread.currentThread().interrupt();
    } finally {
      closing = true;
      finished = true;
      failWaiting();
      leaveDesk();
    }
  }

  private void fillBallast() {
    if (System.nanoTime() - filled > IDLE.toNanos()) {
      filled = System.nanoTime();
      ballast.fill();
    }
  }

  private boolean tidied() {
    var desk = this.desk;
    if (desk == null) {
      return false;
    }
    try {
      return desk.housekeeping().stepWhenDue();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the task history's file cannot be tidied up", e);
      leaveDesk();
      return false;
    }
  }

  private void failWaiting() {
    try {
      for (var left = queue.next(Duration.ZERO);
          !left.isEmpty();
          left = queue.next(Duration.ZERO)) {
        failAll(left, closed());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void commitOrFail(List<Pending> group) {
    try {
      commit(group);
    } catch (Throwable e) {
      // Whatever it is, nobody may wait for ever and the next group has its chance.
      LOG.log(Level.ERROR, "a group of changes could not be stored", e);
      leaveDesk();
      failAll(group, Databases.unavailable());
    }
  }

  private void commit(List<Pending> group) {
    var desk = this.desk;
    if (desk == null) {
      failAll(group, Databases.unavailable());
      return;
    }
    List<Settled> settled;
    try {
      settled = store(desk, group);
    } catch (SQLException | RuntimeException e) {
      if (!isAboutTheData(e)) {
        LOG.log(Level.ERROR, "the task history cannot be written", e);
        leaveDesk();
        failAll(group, Databases.unavailable());
      } else if (rollBack(desk)) {
        split(group, e);
      } else {
        failAll(group, Databases.unavailable());
      }
      return;
    }
    commits.incrementAndGet();
    changes.addAndGet(settled.size());
    settled.forEach(this::tell);
  }

  private void split(List<Pending> group, Exception cause) {
    if (group.size() == 1) {
      var change = group.getFirst().change();
      if (cause instanceof SQLException sql) {
        // Not its message, which quotes the values.
        LOG.log(Level.WARNING, "the database refused a change: H2 error " + sql.getErrorCode());
      } else {
        LOG.log(Level.ERROR, "a change could not be stored", cause);
      }
      failAll(
          group,
          change instanceof Change.Submit
              ? Group.alreadyThere()
              : Refusal.inBoth(ErrorCode.INTERNAL, "变更无法保存", "The change could not be stored."));
      return;
    }
    int half = group.size() / 2;
    commit(group.subList(0, half));
    commit(group.subList(half, group.size()));
  }

  /// A change and what came of it.
  private record Settled(
      Pending pending, Group.@Nullable Outcome outcome, @Nullable Refusal refusal) {}

  private static List<Settled> store(Desk desk, List<Pending> pendings) throws SQLException {
    var group = new Group(desk.ledger());
    var settled = new ArrayList<Settled>(pendings.size());
    for (var pending : pendings) {
      try {
        settled.add(new Settled(pending, group.plan(pending.change()), null));
      } catch (Refusal refusal) {
        settled.add(new Settled(pending, null, refusal));
      }
    }
    desk.writer().write(group);
    desk.connection().commit();
    desk.ledger().settle(group.touched());
    return settled;
  }

  private void tell(Settled settled) {
    var outcome = settled.outcome();
    if (outcome == null) {
      fail(
          settled.pending(),
          settled.refusal() == null ? Databases.unavailable() : settled.refusal());
      return;
    }
    try {
      settled.pending().future().complete(outcome.applied());
      for (var event : outcome.told()) {
        listener.committed(event);
      }
    } catch (Throwable e) {
      // It is committed, and what others do with that must not end the committer.
      LOG.log(Level.ERROR, "a listener of the store failed", e);
    }
    events.addAndGet(outcome.told().size());
  }

  private static void failAll(List<Pending> group, Refusal refusal) {
    group.forEach(pending -> fail(pending, refusal));
  }

  private static void fail(Pending pending, Refusal refusal) {
    try {
      pending.future().completeExceptionally(refusal);
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "a dependent of a refused change failed", e);
    }
  }

  /// Data exceptions, violated constraints and lost races: this change's fault, not the disk's.
  private static boolean isAboutTheData(Exception e) {
    if (!(e instanceof SQLException sql)) {
      return true;
    }
    var state = sql.getSQLState();
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("40"));
  }

  private boolean rollBack(Desk desk) {
    try {
      desk.connection().rollback();
      this.desk =
          new Desk(
              desk.connection(),
              new Ledger(desk.connection()),
              new GroupWriter(desk.connection()),
              desk.housekeeping());
      return true;
    } catch (SQLException e) {
      LOG.log(Level.ERROR, "the task history cannot be rolled back", e);
      leaveDesk();
      return false;
    }
  }

  private void leaveDesk() {
    var left = desk;
    desk = null;
    if (left != null) {
      try {
        left.connection().close();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "closing a broken connection", e);
      }
    }
  }

  private void reopen() {
    if (System.nanoTime() - reopened < REOPEN_EVERY.toNanos()) {
      return;
    }
    reopened = System.nanoTime();
    try {
      databases.reopen();
      desk = newDesk();
      LOG.log(Level.INFO, "the task history is open again");
    } catch (StoreOpeningException | SQLException e) {
      LOG.log(Level.WARNING, "the task history cannot be opened again yet: " + e.getMessage());
    }
  }

  private Desk newDesk() throws SQLException {
    var connection = databases.current().connection();
    connection.setAutoCommit(false);
    return new Desk(
        connection,
        new Ledger(connection),
        new GroupWriter(connection),
        Housekeeping.of(connection));
  }

  /// Commits what is queued, then ends the thread.
  @Override
  public void close() {
    closing = true;
    queue.wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
