package taskloom.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Runs jobs of one kind, a thread each, at most `limit` at once, in the queue's fair order. One
/// dispatcher thread takes from the queue when there is room.
final class WorkerPool {
  private final ThreadFactory threads;
  private final Consumer<Job> run;
  private final Semaphore room;
  private final AtomicInteger working = new AtomicInteger();
  private final FairQueue<Job> queue = new FairQueue<>();
  private final Thread dispatcher;

  /// @param threads makes the thread of each job
  WorkerPool(String name, int limit, ThreadFactory threads, Consumer<Job> run) {
    this.threads = threads;
    this.run = run;
    // Fair: who waits for room beside the dispatcher gets some.
    this.room = new Semaphore(limit, true);
    this.dispatcher = Thread.ofVirtual().name(name + "-dispatcher").unstarted(this::dispatch);
  }

  void start() {
    dispatcher.start();
  }

  void add(String owner, String client, Job job) {
    queue.add(owner, client, job);
  }

  /// Runs a job before all that wait; false where there is no room for it within `patience`.
  boolean begin(Job job, Duration patience) throws InterruptedException {
    if (!room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    start(job);
    return true;
  }

  /// How many jobs wait for their turn.
  int waiting() {
    return queue.size();
  }

  /// How many are at work.
  int working() {
    return working.get();
  }

  /// Takes no further job; those at work go on.
  void stopDispatching() throws InterruptedException {
    dispatcher.interrupt();
    dispatcher.join();
  }

  private void dispatch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        // No room is held while there is nothing to do: a suspect may need it.
        queue.awaitItem();
        room.acquire();
        start(queue.take());
      }
    } catch (InterruptedException _) {
      // Stopped: what waits stays in the store and is found again at the next start.
    }
  }

  private void start(Job job) {
    working.incrementAndGet();
    threads.newThread(() -> work(job)).start();
  }

  private void work(Job job) {
    try {
      run.accept(job);
    } finally {
      working.decrementAndGet();
      room.release();
    }
  }
}
