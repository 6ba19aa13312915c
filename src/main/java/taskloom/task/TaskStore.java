package taskloom.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The task history: what has been acknowledged survives `kill -9`.
///
/// **Writing.** [#apply] queues a change, never blocks, and one committer thread stores many
/// changes in one transaction, in the order given. After the commit, still on the committer thread
/// and in order, each change's future completes and then its events go to the listener. Dependents
/// of the future and the listener must therefore be quick and must not block. Past the queue's
/// bound a [Change.Submit] fails with a [Refusal] of code [ErrorCode#QUEUE_FULL]; changes of tasks
/// at work are always taken (their number is bounded by the workers, who wait for what they write).
/// A change that cannot be stored (disk full, store closed) completes its future with a [Refusal]
/// of code [ErrorCode#UNAVAILABLE].
///
/// A change too large for the store fails with [ErrorCode#PAYLOAD_TOO_LARGE], a second task of the
/// same id with [ErrorCode#INTERNAL].
///
/// **Reading.** Blocking calls for virtual threads; they see every committed change. Safe from any
/// thread, also from one that is interrupted, which stays so. A store that cannot be reached is a
/// [Refusal] of code [ErrorCode#UNAVAILABLE]. Instants are kept to the microsecond.
public interface TaskStore extends AutoCloseable {
  /// Hears of every stored event, in order, after its commit.
  interface Listener {
    /// Called on the committer thread; quick, never blocks, never throws.
    void committed(TaskEvent event);
  }

  /// Sets who hears of events; once, before the first [#apply].
  void listener(Listener listener);

  /// Queues a change. The future completes on the committer thread after the commit.
  CompletableFuture<Applied> apply(Change change);

  /// The task, whoever owns it.
  Optional<Task> find(String taskId);

  /// The task, if it is this owner's. One that is another's takes no more time than one there is
  /// not.
  Optional<Task> find(String owner, String taskId);

  /// The newest tasks of an owner's client, at most `limit`, as far as their results and errors
  /// come to no more than `maxBytes` in UTF-8.
  ClientTasks ofClient(String owner, String clientId, int limit, int maxBytes);

  /// A page of an owner's tasks, without their `input` (empty) and `result` (null). With a text a
  /// page may hold fewer than `limit` and yet have a `nextCursor` that goes on; none at all when it
  /// has looked for about a second, at some hundred thousand tasks, in vain.
  ///
  /// @throws Refusal `INVALID_REQUEST` for a cursor this store did not issue
  TaskPage page(TaskQuery query);

  /// A task's events with `seq > after`, in order.
  List<TaskEvent> events(String taskId, long after, int limit);

  /// A client's updates with `after < clientSeq <= upTo`, in order.
  List<TaskEvent> clientEvents(String clientId, long after, long upTo, int limit);

  /// The `seq` of a task's newest stored event, 0 for none.
  long lastSeq(String taskId);

  /// The `clientSeq` of a client's newest stored update, 0 for none; never goes down, even when
  /// tasks are deleted.
  long lastClientSeq(String clientId);

  /// Unfinished tasks in the order of their `createdAt`, and of submission where that is the same,
  /// after the task `afterId` (the first ones for one that is empty or unknown), for recovery at
  /// start.
  List<Task> unfinished(String afterId, int limit);

  /// What the unfinished tasks that were at work when the process died are suspected of, by id; see
  /// [Change.Recover].
  Map<String, Suspicion> suspects();

  /// A task's checkpoints by name, in the order they were stored; one that replaces another comes
  /// last.
  Map<String, byte[]> checkpoints(String taskId);

  /// One checkpoint of a task.
  Optional<byte[]> checkpoint(String taskId, String name);

  /// How many tasks are in each state, over all owners. Costs the same however many there are.
  Map<TaskStatus, Long> totals();

  /// A value this installation keeps, created by `supplier` the first time and the same ever after
  /// (as the key client ids are signed with).
  byte[] secret(String name, Supplier<byte[]> supplier);

  /// Figures for `/observe/metrics`.
  Figures figures();

  /// What the committer has done since the start.
  ///
  /// @param waiting changes queued and not committed yet
  record Figures(long commits, long changes, long events, int waiting) {}

  /// Commits what is queued, then closes. Later changes are refused.
  @Override
  void close();
}
