package taskloom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import taskloom.model.analyst.EmbeddedAnalyst;
import taskloom.task.TokenUsage;
import taskloom.wire.TaskInput;

class CpuPoolTest {
  private final CpuPool pool = new CpuPool(1);

  @Test
  void workRunsOnAPlatformThreadWhoeverCalls() throws Exception {
    var kinds = new ConcurrentLinkedQueue<Boolean>();
    var caller =
        Thread.startVirtualThread(() -> {
          try {
            kinds.add(pool.call(Duration.ZERO, () -> Thread.currentThread().isVirtual()));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    caller.join();
    assertThat(kinds).containsExactly(false);
  }

  @Test
  void shortWorkOvertakesLongWorkThatWaits() throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var order = new ConcurrentLinkedQueue<String>();
    var callers = new ArrayList<Thread>();
    callers.add(caller("first", 0, order, begun, release));
    begun.await();
    for (var length : List.of(32_000, 10, 32_000, 20)) {
      int before = pool.busy();
      callers.add(caller("of " + length, length, order, new CountDownLatch(1), release));
      await().until(() -> pool.busy() == before + 1);
    }
    release.countDown();
    for (var caller : callers) {
      caller.join();
    }
    assertThat(order).containsExactly("first", "of 10", "of 20", "of 32000", "of 32000");
  }

  private Thread caller(
      String name,
      int length,
      ConcurrentLinkedQueue<String> order,
      CountDownLatch begun,
      CountDownLatch release) {
    return Thread.startVirtualThread(() -> {
      try {
        pool.call(
            Duration.ofMillis(length),
            () -> {
              begun.countDown();
              release.await();
              return order.add(name);
            });
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void callersThatGiveUpLeaveThePoolFree() throws Exception {
    var embedded = new EmbeddedAnalyst(Clock.systemUTC(), ZoneOffset.UTC);
    embedded.warmUp();
    var analyst = new PooledAnalyst(embedded, pool);
    var long1 = new TaskInput.Text("的x".repeat(16_000));
    var callers = new ArrayList<Thread>();
    for (int i = 0; i < 40; i++) {
      callers.add(
          Thread.startVirtualThread(() ->
              assertThatThrownBy(() -> analyst.analyse(long1))
                  .isInstanceOf(InterruptedException.class)));
    }
    await().until(() -> pool.busy() == callers.size());
    callers.forEach(Thread::interrupt);
    for (var caller : callers) {
      caller.join();
    }
    await().until(() -> pool.busy() == 0);
    assertThat(analyst.analyse(new TaskInput.Text("明天开会")).analysis().taskType())
        .isEqualTo("meeting");
  }

  @Test
  void whatTheAnalystThrowsReachesTheCaller() {
    assertThatThrownBy(() -> failing(new AnalysisFailure("no", TokenUsage.NONE)))
        .isInstanceOf(AnalysisFailure.class);
    assertThatThrownBy(() -> failing(new StackOverflowError()))
        .isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> failing(new IllegalArgumentException()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void failing(Throwable thrown) throws Exception {
    new PooledAnalyst(new Failing(thrown), pool).analyse(new TaskInput.Text("x"));
  }

  private record Failing(Throwable thrown) implements Analyst {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public Answer analyse(TaskInput input) throws AnalysisFailure {
      switch (thrown) {
        case AnalysisFailure failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        default -> throw new IllegalStateException(thrown);
      }
    }
  }
}
