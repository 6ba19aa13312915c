package taskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static taskloom.store.Samples.submit;
import static taskloom.store.Samples.task;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import taskloom.task.Task;
import taskloom.task.TaskStore;

/// The store of a contract's tests, and how they come at it.
interface StoreUnderTest {
  /// A new, empty store for each test.
  TaskStore store();

  /// The task as the store keeps it; there must be one.
  default Task found(String id) {
    return store().find(id).orElseThrow();
  }

  /// Runs while the committer is held in a dependent, so that what is applied meanwhile is one
  /// group.
  default void inOneGroup(Runnable work) {
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var tester = Thread.currentThread();
    for (int i = 0; held.getCount() > 0; i++) {
      var hold =
          store().apply(submit(task("hold" + i + System.nanoTime(), "holder", null, Samples.T0)));
      var waiting =
          hold.thenRun(() -> {
            // When it has committed already this runs right here, and we try again.
            if (!Thread.currentThread().equals(tester)) {
              held.countDown();
              awaitLatch(release);
            }
          });
      if (!waiting.isDone()) {
        awaitLatch(held);
      }
    }
    work.run();
    release.countDown();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
