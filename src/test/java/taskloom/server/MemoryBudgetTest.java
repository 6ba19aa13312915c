package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100, 60);

  @Test
  void anOwnerIsRefusedPastItsShareAndOthersAreNot() {
    try (var _ = budget.reserve("ann", 60);
        var _ = budget.reserve("bob", 40)) {
      assertThatExceptionOfType(Refusal.class)
          .isThrownBy(() -> budget.reserve("ann", 1))
          .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .satisfies(refusal -> assertThat(refusal.retryAfter()).isPositive());
      assertThatExceptionOfType(Refusal.class).isThrownBy(() -> budget.reserve("bob", 1));
      assertThat(budget.used()).isEqualTo(100);
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void aLeaseGrowsAndARefusalLeavesItAsItWas() {
    try (var lease = budget.open("ann")) {
      lease.add(30);
      lease.add(30);
      assertThatExceptionOfType(Refusal.class).isThrownBy(() -> lease.add(1));
      assertThat(lease.bytes()).isEqualTo(60);
      lease.close();
      assertThat(budget.used()).isZero();
    }
    try (var again = budget.reserve("ann", 60)) {
      assertThat(again.bytes()).isEqualTo(60);
    }
  }

  @Test
  void nothingIsLostBetweenThreads() throws Exception {
    var done = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        var owner = "owner" + i % 3;
        done.add(
            threads.submit(() -> {
              for (int j = 0; j < 100; j++) {
                try (var lease = budget.open(owner)) {
                  lease.add(20);
                  Thread.yield();
                } catch (Refusal _) {
                  Thread.yield();
                }
              }
            }));
      }
    }
    for (var each : done) {
      each.get();
    }
    assertThat(budget.used()).isZero();
    for (var owner : new String[] {"owner0", "owner1", "owner2"}) {
      try (var lease = budget.reserve(owner, 60)) {
        assertThat(lease.bytes()).isEqualTo(60);
      }
    }
  }
}
