package taskloom.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import taskloom.engine.Hub;
import taskloom.engine.Published;
import taskloom.task.Task;
import taskloom.task.TaskStore;
import taskloom.wire.Frames;

/// One reader's stream. Live events come through a bounded queue; what does not fit is read from
/// the store when the reader has caught up, so a slow reader costs neither memory nor anybody's
/// time.
final class EventStream implements Hub.Subscriber {
  private static final int LIVE_EVENTS = 256;
  private static final int LIVE_BYTES = 1 << 20;
  private static final int BATCH_BYTES = 64 << 10;
  private static final byte[] HELLO = ascii("retry: 1000\n\n");
  private static final byte[] HEARTBEAT = ascii(":\n\n");

  /// Messages after which a task goes on; after any other one the store is asked whether it has
  /// ended.
  private static final Set<String> BETWEEN = Set.of("agent", "step", "code_execution", "progress");

  /// Where it writes.
  @FunctionalInterface
  interface Output {
    /// Writes and flushes.
    void write(byte[] bytes) throws IOException;
  }

  private record Live(long seq, String type, byte[] frame) {}

  private final TaskStore store;
  private final String taskId;
  private final Duration heartbeat;
  private final Output out;
  private final ArrayBlockingQueue<Live> queue = new ArrayBlockingQueue<>(LIVE_EVENTS);
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
  private final AtomicLong queuedBytes = new AtomicLong();
  private volatile boolean overflown;
  private volatile boolean deleted;
  private long cursor;

  private @Nullable Thread thread = Thread.currentThread();

  EventStream(TaskStore store, String taskId, long after, Duration heartbeat, Output out) {
    this.store = store;
    this.taskId = taskId;
    this.cursor = after;
    this.heartbeat = heartbeat;
    this.out = out;
  }

  @Override
  public void published(Published event) {
    var live = new Live(event.event().seq(), event.event().type(), event.taskFrame());
    // A single event passes whatever its size.
    if (queuedBytes.get() >= LIVE_BYTES || !queue.offer(live)) {
      overflown = true;
    } else {
      queuedBytes.addAndGet(live.frame().length);
    }
  }

  @Override
  public void deleted() {
    deleted = true;
    // Wakes the reader; a full queue means that it is awake.
    var _ = queue.offer(new Live(0, "", new byte[0]));
  }

  /// Sends until the task has ended. The subscription must stand before, so that nothing falls
  /// between the stored and the live events.
  void run() throws IOException, InterruptedException {
    out.write(HELLO);
    if (sendStored()) {
      return;
    }
    while (true) {
      var live = queue.poll(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
      var mayHaveEnded = live == null;
      for (; live != null; live = queue.poll()) {
        add(live);
        mayHaveEnded |= !BETWEEN.contains(live.type());
      }
      if (overflown) {
        overflown = false;
        mayHaveEnded = true;
      }
      send(batch.size() == 0);
      if (deleted || (mayHaveEnded && sendStored())) {
        return;
      }
    }
  }

  /// Sends what the store has after the cursor; true when the task has ended and all is sent. Its
  /// end and its last event are stored together, so the state is asked for first.
  private boolean sendStored() throws IOException {
    var ended = store.find(taskId).map(Task::status).map(status -> status.isFinal()).orElse(true);
    var bytes = 0L;
    var count = 0;
    while (true) {
      var wanted = EventPages.inOneGo(bytes, count);
      var page = store.events(taskId, cursor, wanted);
      for (var event : page) {
        var frame = Frames.ofTask(event);
        add(event.seq(), frame);
        bytes += frame.length;
        count++;
      }
      send(false);
      if (page.size() < wanted) {
        return ended;
      }
    }
  }

  private void add(Live live) throws IOException {
    queuedBytes.addAndGet(-live.frame().length);
    if (live.seq() == cursor + 1) {
      add(live.seq(), live.frame());
    } else if (live.seq() > cursor) {
      // Events before it did not fit into the queue; it is stored like them.
      overflown = true;
    }
  }

  private void add(long seq, byte[] frame) throws IOException {
    batch.writeBytes(ascii("id: " + seq + "\ndata: "));
    batch.writeBytes(frame);
    batch.writeBytes(ascii("\n\n"));
    cursor = seq;
    if (batch.size() >= BATCH_BYTES) {
      send(false);
    }
  }

  private void send(boolean alive) throws IOException {
    if (batch.size() > 0) {
      var bytes = batch.toByteArray();
      batch.reset();
      out.write(bytes);
    } else if (alive) {
      out.write(HEARTBEAT);
    }
  }

  /// Ends the stream from outside.
  synchronized void end() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// No interrupt reaches the connection's thread from here on; one that has is cleared.
  synchronized void leave() {
    thread = null;
    Thread.interrupted();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
