package taskloom.server.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import taskloom.server.MemoryBudget;

class OutboxTest {
  private final SlowPeer peer = new SlowPeer();
  private final Outbox outbox = outbox(peer);

  @Test
  void sendsWhatIsOfferedInOrderInAsFewWritesAsItCan() {
    outbox.offer(text("0"));
    peer.awaitWriter();
    IntStream.rangeClosed(1, 5).forEach(i -> outbox.offer(text("" + i)));

    peer.readAll();

    await()
        .untilAsserted(
            () -> assertThat(peer.texts()).containsExactly("0", "1", "2", "3", "4", "5"));
    assertThat(peer.writes.get()).isEqualTo(2);
  }

  @Test
  void isBoundedByMessagesAndKeepsHalfForReplies() {
    outbox.offer(text("under way"));
    peer.awaitWriter();

    for (int i = 0; i < 5; i++) {
      assertThat(outbox.offer(text("x"))).isTrue();
    }
    assertThat(outbox.offer(text("x"))).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(outbox.reply(text("x"))).isTrue();
    }
    assertThat(outbox.reply(text("x"))).isFalse();
    assertThat(outbox.writeSince()).isNotZero();
  }

  @Test
  void isBoundedByBytesButTakesOneLongFrame() {
    outbox.offer(text("under way"));
    peer.awaitWriter();

    assertThat(outbox.offer(text("x".repeat(5_000)))).isTrue();
    assertThat(outbox.offer(text("x"))).isFalse();
  }

  @Test
  void writesAReplyOnTheCallingThreadWhenItIsIdle() {
    peer.readAll();

    assertThat(outbox.writeNow(text("a"))).isTrue();

    assertThat(peer.texts()).containsExactly("a");
    assertThat(peer.writer).isEqualTo(Thread.currentThread());
  }

  @Test
  void collectsTheRepliesToWhatArrivedTogether() {
    peer.readAll();

    assertThat(outbox.awaitRoom(true)).isTrue();
    outbox.writeNow(text("a"));
    outbox.writeNow(text("b"));
    outbox.offer(text("c"));
    assertThat(peer.texts()).isEmpty();
    outbox.release();

    assertThat(peer.texts()).containsExactly("a", "b", "c");
    assertThat(peer.writes.get()).isEqualTo(1);
    assertThat(peer.writer).isEqualTo(Thread.currentThread());
  }

  @Test
  void refusesWhatItsOwnerHasNoMemoryFor() {
    var memory = new MemoryBudget(40_000, 40_000);
    var large = new Outbox(peer, 100, 1 << 20, null, () -> memory.open("ann"));
    large.offer(text("under way"));
    peer.awaitWriter();

    assertThat(large.reply(text("x".repeat(30_000)))).isTrue();
    assertThat(large.reply(text("x".repeat(30_000)))).isFalse();
    assertThat(memory.used()).isGreaterThan(30_000);
    peer.readAll();

    await().untilAsserted(() -> assertThat(memory.used()).isZero());
  }

  @Test
  void queuesAReplyBehindWhatIsBeingWritten() {
    outbox.offer(text("a"));
    peer.awaitWriter();

    assertThat(outbox.writeNow(text("b"))).isTrue();
    peer.readAll();

    await().untilAsserted(() -> assertThat(peer.texts()).containsExactly("a", "b"));
  }

  @Test
  void takesNoMoreRequestsThanItCanAnswer() throws Exception {
    for (int i = 0; i < 5; i++) {
      outbox.expectReply();
    }
    var reader = Thread.ofVirtual().start(() -> outbox.awaitRoom(false));
    await().until(() -> reader.getState() == Thread.State.WAITING);

    outbox.expectedReplyCame();

    assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void closesAfterWhatIsQueued() {
    outbox.offer(text("a"));
    peer.awaitWriter();
    outbox.offer(text("b"));
    outbox.close(1000, "done", false);
    assertThat(outbox.offer(text("dropped"))).isTrue();
    peer.readAll();

    await().untilAsserted(() -> assertThat(outbox.closeSentAt()).isNotZero());
    assertThat(peer.texts()).containsExactly("a", "b", "close 1000");
  }

  @Test
  void closesInsteadOfWhatIsQueuedWhenThePeerIsTooSlow() {
    outbox.offer(text("a"));
    peer.awaitWriter();
    outbox.offer(text("b"));
    outbox.close(1013, "slow", true);
    peer.readAll();

    await().untilAsserted(() -> assertThat(peer.texts()).containsExactly("a", "close 1013"));
  }

  @Test
  void pullsWhatItsSourceHasAfterWhatIsQueued() {
    outbox.source(new Numbers(100));
    outbox.offer(text("first"));
    peer.awaitWriter();
    outbox.offer(text("second"));
    peer.readAll();

    await().untilAsserted(() -> assertThat(peer.texts()).hasSize(102));
    assertThat(peer.texts()).startsWith("first", "second", "1", "2").endsWith("99", "100");
  }

  @Test
  void endsTheConnectionThatFails() {
    peer.fails = true;
    peer.readAll();
    outbox.offer(text("a"));

    await().untilAsserted(() -> assertThat(peer.killed).isTrue());
    assertThat(outbox.isOpen()).isFalse();
  }

  private static Frame text(String text) {
    return Frame.text(text.getBytes(UTF_8));
  }

  /// 1, 2, 3, … `last`, a few at a time.
  private static final class Numbers implements Outbox.Source {
    private final int last;
    private int next = 1;

    Numbers(int last) {
      this.last = last;
    }

    @Override
    public long mark() {
      return last;
    }

    @Override
    public List<Frame> pull(long mark) {
      var page = new ArrayList<Frame>();
      while (next <= mark && page.size() < 7) {
        page.add(text("" + next++));
      }
      return page;
    }
  }

  /// Reads nothing until told to read all.
  private static final class SlowPeer implements Transport {
    private final Semaphore reads = new Semaphore(0);
    private final Semaphore writers = new Semaphore(0);
    private final AtomicInteger writes = new AtomicInteger();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile Thread writer;
    private volatile boolean fails;
    private volatile boolean killed;

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writer = Thread.currentThread();
      writers.release();
      reads.acquireUninterruptibly();
      if (fails) {
        throw new IllegalStateException("broken");
      }
      writes.incrementAndGet();
      synchronized (received) {
        received.write(bytes, offset, length);
      }
    }

    @Override
    public void kill() {
      killed = true;
    }

    void awaitWriter() {
      writers.acquireUninterruptibly();
    }

    void readAll() {
      reads.release(1_000);
    }

    List<String> texts() {
      byte[] bytes;
      synchronized (received) {
        bytes = received.toByteArray();
      }
      var texts = new ArrayList<String>();
      for (int at = 0; at < bytes.length; ) {
        int length = bytes[at + 1];
        int close = bytes[at] == (byte) 0x88 ? 2 : 0;
        texts.add(
            close == 0
                ? new String(bytes, at + 2, length, UTF_8)
                : "close " + (bytes[at + 2] << 8 | bytes[at + 3] & 0xFF));
        at += 2 + length;
      }
      return texts;
    }
  }

  private static Outbox outbox(Transport peer) {
    var memory = new MemoryBudget(1 << 20, 1 << 20);
    return new Outbox(peer, 10, 1_000, null, () -> memory.open("ann"));
  }
}
