package taskloom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void oneLaneIsFirstInFirstOut() throws InterruptedException {
    queue.add("ann", "", "1");
    queue.add("ann", "", "2");
    queue.add("ann", "", "3");

    assertThat(takeAll()).containsExactly("1", "2", "3");
  }

  @Test
  void tenThousandTasksOfOneOwnerDoNotStarveAnothersFirst() throws InterruptedException {
    for (int i = 0; i < 10_000; i++) {
      queue.add("ann", "", "ann" + i);
    }
    queue.add("bob", "", "bob0");

    assertThat(List.of(queue.take(), queue.take())).containsExactly("ann0", "bob0");
  }

  @Test
  void clientsOfOneOwnerTakeTurnsWithinTheOwnersTurn() throws InterruptedException {
    queue.add("ann", "phone", "phone1");
    queue.add("ann", "phone", "phone2");
    queue.add("ann", "desk", "desk1");
    queue.add("bob", "", "bob1");
    queue.add("bob", "", "bob2");

    assertThat(takeAll()).containsExactly("phone1", "bob1", "desk1", "bob2", "phone2");
  }

  @Test
  void takeWaitsForAnItem() throws InterruptedException {
    var taken = new AtomicReference<String>();
    var taker = takeInto(taken);
    queue.add("ann", "", "late");
    taker.join();

    assertThat(taken).hasValue("late");
  }

  @Test
  void interruptionEndsTheWait() throws InterruptedException {
    var taken = new AtomicReference<String>();
    var taker = takeInto(taken);
    taker.interrupt();
    taker.join();

    assertThat(taken).hasValue("interrupted");
  }

  private Thread takeInto(AtomicReference<String> taken) {
    return Thread.startVirtualThread(() -> {
      try {
        taken.set(queue.take());
      } catch (InterruptedException _) {
        taken.set("interrupted");
      }
    });
  }

  private List<String> takeAll() throws InterruptedException {
    var taken = new ArrayList<String>();
    while (queue.size() > 0) {
      taken.add(queue.take());
    }
    return taken;
  }
}
