package taskloom.server.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import taskloom.engine.Hub;
import taskloom.engine.Published;
import taskloom.server.MemoryBudget;
import taskloom.task.TaskEvent;

class TailTest {
  private final Sessions sessions =
      new Sessions(SessionLimits.of(8, 1 << 20), MemoryBudget.ofHeap());

  @AfterEach
  void stop() {
    sessions.close();
  }

  /// A reader that comes at any moment, reads at any speed and has little room misses nothing and
  /// gets nothing twice, while events are stored in groups and published a little later.
  @Test
  void losesNothingAndRepeatsNothing() {
    var seed = System.nanoTime();
    System.out.println("TailTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      var log = new MemoryLog();
      int events = 1 + random.nextInt(300);
      log.append(random.nextInt(100));
      var after = random.nextInt(log.stored.size() + 1);
      var pause = random.nextInt(4) * 10_000L;
      var writer = new Random(random.nextLong());
      var writing =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < events; ) {
              var group = Math.min(events - i, 1 + writer.nextInt(20));
              log.append(group);
              LockSupport.parkNanos(writer.nextInt(3) * 20_000L);
              log.publish();
              i += group;
            }
          });
      LockSupport.parkNanos(random.nextInt(5) * 50_000L);
      var peer = new Peer(pause);
      try (var _ = Tail.follow(log, session(peer), Optional.of((long) after))) {
        writing.join();
        var wanted = LongStream.rangeClosed(after + 1, log.stored.size()).boxed().toList();
        await()
            .pollInterval(Duration.ofMillis(2))
            .untilAsserted(() -> assertThat(peer.seqs).hasSizeGreaterThanOrEqualTo(wanted.size()));
        assertThat(peer.seqs).as("seed " + seed).isEqualTo(wanted);
      }
    }
  }

  @Test
  void passesOverEventsOfDeletedTasks() {
    var log = new MemoryLog();
    log.append(500);
    log.stored.removeIf(event -> event.seq() % 3 != 0 || event.seq() > 400);
    var peer = new Peer(0);
    try (var _ = Tail.follow(log, session(peer), Optional.of(0L))) {
      var left = LongStream.rangeClosed(1, 400).filter(seq -> seq % 3 == 0).boxed().toList();
      await().untilAsserted(() -> assertThat(peer.seqs).isEqualTo(left));
      log.append(1);
      log.publish();
      await().untilAsserted(() -> assertThat(peer.seqs).endsWith(501L));
    }
  }

  @Test
  void followsFromNowOnWhereThereIsNoCursor() {
    var log = new MemoryLog();
    log.append(5);
    log.publish();
    var peer = new Peer(0);
    try (var _ = Tail.follow(log, session(peer), Optional.empty())) {
      log.append(2);
      log.publish();
      await().untilAsserted(() -> assertThat(peer.seqs).containsExactly(6L, 7L));
    }
  }

  @Test
  void doesNotPullWhatIsStoredButNotPublished() {
    var log = new MemoryLog();
    log.append(3);
    var peer = new Peer(0);
    try (var _ = Tail.follow(log, session(peer), Optional.of(0L))) {
      await().untilAsserted(() -> assertThat(peer.seqs).hasSize(3));
      log.append(100);
      log.publishUpTo(50);
      await().untilAsserted(() -> assertThat(peer.seqs).hasSize(50));
      assertThat(peer.seqs).endsWith(50L);
    }
  }

  private Session session(Peer peer) {
    return new Session(sessions, peer, "ann", null);
  }

  /// Takes the numbers it is sent, a while for each write.
  private static final class Peer implements Transport {
    private final List<Long> seqs = new CopyOnWriteArrayList<>();
    private final long pauseNanos;

    Peer(long pauseNanos) {
      this.pauseNanos = pauseNanos;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      LockSupport.parkNanos(pauseNanos);
      var numbers = new ArrayList<Long>();
      for (int at = offset; at < offset + length; ) {
        int payload = bytes[at + 1];
        numbers.add(Long.valueOf(new String(bytes, at + 2, payload, StandardCharsets.US_ASCII)));
        at += 2 + payload;
      }
      seqs.addAll(numbers);
    }

    @Override
    public void kill() {}
  }

  /// Events whose message is their number.
  private static final class MemoryLog implements Log {
    private final List<TaskEvent> stored = new CopyOnWriteArrayList<>();
    private final List<Hub.Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private long newest;
    private long published;

    void append(int count) {
      var group = new ArrayList<TaskEvent>();
      synchronized (this) {
        for (int i = 0; i < count; i++) {
          newest++;
          var payload = Long.toString(newest).getBytes(StandardCharsets.US_ASCII);
          group.add(new TaskEvent("t", newest, null, 0, "x", payload, Instant.EPOCH));
        }
        stored.addAll(group);
      }
    }

    void publish() {
      publishUpTo(newest());
    }

    void publishUpTo(long seq) {
      for (var event : stored) {
        if (event.seq() > published && event.seq() <= seq) {
          subscribers.forEach(each -> each.published(new Published(event)));
          published = event.seq();
        }
      }
    }

    @Override
    public long seq(TaskEvent event) {
      return event.seq();
    }

    @Override
    public byte[] frame(Published event) {
      return event.event().payload();
    }

    @Override
    public List<TaskEvent> read(long after, long upTo, int limit) {
      return stored.stream()
          .filter(event -> event.seq() > after && event.seq() <= upTo)
          .limit(limit)
          .toList();
    }

    @Override
    public synchronized long newest() {
      return newest;
    }

    @Override
    public Hub.Subscription subscribe(Hub.Subscriber subscriber) {
      subscribers.add(subscriber);
      return () -> subscribers.remove(subscriber);
    }
  }
}
