package taskloom.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import taskloom.task.Change;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Changes on their way to the committer, in order. Bounded for new tasks, by number and by bytes;
/// changes of tasks at work are always taken, since those who make them wait for them.
final class CommitQueue {
  private static final int MAX_WAITING = 10_000;
  private static final long MAX_WAITING_BYTES = 64 << 20;

  /// Enough to make a commit's own cost small, few enough to keep the wait behind one short.
  private static final int GROUP = 1_000;

  private static final int GROUP_BYTES = 4 << 20;

  /// After a group of so many changes more are on their way: a moment's wait makes fewer commits of
  /// them, and one row's update of a task that begins and ends meanwhile. One task alone never
  /// waits.
  private static final int BUSY = 32;

  private static final Duration GATHERING = Duration.ofMillis(2);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// Stands for no change, and ends a wait.
  private static final Pending WAKE = Pending.of(new Change.Tell("", List.of()));

  private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();

  /// How many changes the last group had; the committer's alone.
  private int last;

  /// @throws Refusal `QUEUE_FULL` for a new task past the bound
  void add(Pending pending) {
    if (pending.change() instanceof Change.Submit
        && (queue.size() >= MAX_WAITING
            || waitingBytes.get() + pending.bytes() > MAX_WAITING_BYTES)) {
      throw Refusal.inBoth(
          ErrorCode.QUEUE_FULL,
          "正在提交的任务太多，请稍后重试",
          "Too many tasks are being submitted; try again.",
          RETRY_AFTER);
    }
    waitingBytes.addAndGet(pending.bytes());
    queue.add(pending);
  }

  /// Takes back a change that nobody will commit any more.
  ///
  /// @return whether it was still there
  boolean remove(Pending pending) {
    return queue.remove(pending);
  }

  /// What waits, at most a group of it, as soon as there is something; nothing when `patience` has
  /// passed or [#wake] was called.
  List<Pending> next(Duration patience) throws InterruptedException {
    if (last >= BUSY) {
      Thread.sleep(GATHERING);
    }
    var group = new ArrayList<Pending>();
    var pending = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    int bytes = 0;
    while (pending != null && !pending.equals(WAKE)) {
      group.add(pending);
      bytes += pending.bytes();
      pending = group.size() < GROUP && bytes < GROUP_BYTES ? queue.poll() : null;
    }
    waitingBytes.addAndGet(-bytes);
    last = group.size();
    return group;
  }

  /// Ends a wait for the next group.
  void wake() {
    queue.add(WAKE);
  }

  int size() {
    return queue.size();
  }
}
