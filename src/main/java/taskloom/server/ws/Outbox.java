package taskloom.server.ws;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.server.MemoryBudget;
import taskloom.task.Refusal;

/// What waits to be sent to one peer, and the one thread at a time that sends it. An idle outbox
/// costs neither thread nor buffer.
///
/// It is bounded by messages and by bytes. Pushes ([#offer]) get half of the room, and are refused
/// past it: they are stored, and can be pulled later. Replies ([#reply]) have the rest, and always
/// find it as long as the connection's reading thread waits for room ([#awaitRoom]) before it takes
/// the next request, and counts the requests that will be answered later ([#expectReply]).
///
/// There is a writer only while there is something to write: a virtual thread started by whoever
/// offers first, or the connection's own reading thread when a reply finds the outbox idle
/// ([#writeNow]). All that is queued goes out in one write, up to [#BATCH] bytes; the reading
/// thread may keep the writing to itself while it goes through what arrived together, so that its
/// answers go out together ([#awaitRoom], [#release]).
///
/// Where the queue is empty the writer asks its [Source] for more, which is how a reader that is
/// behind is served from the store at the speed of its socket. Safe from any thread.
final class Outbox {
  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());

  /// Bytes of one write, unless a single frame is longer.
  private static final int BATCH = 64 << 10;

  /// Queued bytes that are not worth counting against their owner's memory.
  private static final int UNCOUNTED = 16 << 10;

  /// What the writer sends when nothing is queued.
  interface Source {
    /// How far [#pull] may go. Asked before the queue is drained, so that a reply queued before
    /// this mark was reached is sent before what is pulled.
    long mark();

    /// The next frames up to `mark`; empty when there is nothing to pull. Called by the writer; may
    /// block on the store.
    List<Frame> pull(long mark);
  }

  /// The source of an outbox that is only offered to.
  static final Source NOTHING =
      new Source() {
        @Override
        public long mark() {
          return 0;
        }

        @Override
        public List<Frame> pull(long mark) {
          return List.of();
        }
      };

  private enum State {
    OPEN,
    /// A close frame is the last in the queue.
    CLOSING,
    /// The close frame is sent, or the connection is gone.
    CLOSED
  }

  private final Transport transport;
  private final int maxMessages;
  private final int maxBytes;
  private final @Nullable Deflation deflation;
  private final Supplier<MemoryBudget.Lease> memory;

  private volatile Source source = NOTHING;
  private volatile long writeSince;
  private volatile long closeSentAt;
  private volatile boolean wrote;
  private State state = State.OPEN;
  private boolean writing;
  private boolean held;
  private boolean woken;
  private @Nullable ArrayDeque<Frame> queue;
  private int queuedBytes;
  private MemoryBudget.@Nullable Lease lease;
  private int expected;

  /// @param deflation how to compress, null for not at all
  /// @param memory what the queue counts against once it is long
  Outbox(
      Transport transport,
      int maxMessages,
      int maxBytes,
      @Nullable Deflation deflation,
      Supplier<MemoryBudget.Lease> memory) {
    this.transport = transport;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.deflation = deflation;
    this.memory = memory;
  }

  /// Sets where the writer pulls from; once.
  void source(Source pulled) {
    source = pulled;
  }

  /// Queues a push; false when there is no room for it. Never blocks. A frame for a closed outbox
  /// is dropped.
  boolean offer(Frame frame) {
    return add(frame, false);
  }

  /// Queues a reply; false when there is no room for it. Never blocks.
  boolean reply(Frame frame) {
    return add(frame, true);
  }

  private boolean add(Frame frame, boolean reply) {
    synchronized (this) {
      if (state != State.OPEN) {
        return true;
      }
      if (!enqueue(frame, reply)) {
        return false;
      }
      if (writing) {
        return true;
      }
      writing = true;
    }
    startWriter();
    return true;
  }

  /// A request was taken whose reply comes later, from another thread.
  synchronized void expectReply() {
    expected++;
  }

  /// The reply has been given to the outbox.
  synchronized void expectedReplyCame() {
    expected--;
    notifyAll();
  }

  /// Waits until there is room for the replies to further requests, or the outbox is closed;
  /// whether it is open. For the connection's reading thread: a peer that does not read its replies
  /// is not read from.
  ///
  /// @param hold whether to collect replies from now on, until [#release]; where someone writes
  ///   already they are queued anyway
  boolean awaitRoom(boolean hold) {
    synchronized (this) {
      if (state != State.OPEN) {
        return false;
      }
      if (hasRoom()) {
        if (hold && !writing) {
          writing = true;
          held = true;
        }
        return true;
      }
    }
    release();
    synchronized (this) {
      try {
        while (state == State.OPEN && !hasRoom()) {
          wait();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return state == State.OPEN;
    }
  }

  /// Writes what was collected, on the calling thread: the one that had it collected. Harmless when
  /// nothing was.
  void release() {
    synchronized (this) {
      if (!held) {
        return;
      }
      held = false;
    }
    try {
      for (var batch = take(); !batch.isEmpty(); batch = take()) {
        write(batch);
      }
    } catch (RuntimeException e) {
      gone(e);
      return;
    }
    stopWriting();
  }

  /// Waits until the close frame is sent or the connection is gone: not for ever, since the
  /// watchdog ends a connection that does not take it.
  synchronized void awaitClosed() {
    try {
      while (state != State.CLOSED) {
        wait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends a reply on the calling thread if nothing is queued and no one writes, else queues it;
  /// false when there is no room for it. Blocks while the peer does not read: for the connection's
  /// reading thread only, which thereby stops reading from a peer that does not read.
  boolean writeNow(Frame frame) {
    synchronized (this) {
      if (state != State.OPEN) {
        return true;
      }
      if (writing) {
        return enqueue(frame, true);
      }
      writing = true;
    }
    try {
      write(List.of(frame));
    } catch (RuntimeException e) {
      gone(e);
      return true;
    }
    stopWriting();
    return true;
  }

  /// There is something to pull.
  void wake() {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      woken = true;
      if (writing) {
        return;
      }
      writing = true;
    }
    startWriter();
  }

  /// Closes: `code` and `reason` are the last to be sent. What is queued goes out before, or is
  /// dropped. Never blocks; the first close counts.
  void close(int code, String reason, boolean drop) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.CLOSING;
      notifyAll();
      if (drop) {
        empty();
      }
      if (queue == null) {
        queue = new ArrayDeque<>(1);
      }
      var frame = Frame.close(code, reason);
      queue.add(frame);
      queuedBytes += frame.length();
      if (writing) {
        return;
      }
      writing = true;
    }
    startWriter();
  }

  /// The connection is gone, or the peer has closed it: nothing more is sent.
  synchronized void abandon() {
    state = State.CLOSED;
    empty();
    notifyAll();
  }

  synchronized boolean isOpen() {
    return state == State.OPEN;
  }

  /// Since when the write under way has been waiting for the peer, in [System#nanoTime]; 0 when
  /// there is none.
  long writeSince() {
    return writeSince;
  }

  /// When the close frame was sent, in [System#nanoTime]; 0 when it was not.
  long closeSentAt() {
    return closeSentAt;
  }

  /// Whether something was written since this was asked last.
  boolean takeWrote() {
    var was = wrote;
    wrote = false;
    return was;
  }

  private boolean hasRoom() {
    return waiting() + expected < maxMessages / 2 && queuedBytes < maxBytes / 2;
  }

  private void empty() {
    queue = null;
    queuedBytes = 0;
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  private int waiting() {
    return queue == null ? 0 : queue.size();
  }

  /// A single frame passes whatever its length, if there is room before it.
  private boolean enqueue(Frame frame, boolean reply) {
    var share = reply ? 1 : 2;
    if (waiting() >= maxMessages / share
        || queuedBytes >= maxBytes / share
        || !remembers(queuedBytes + frame.length())) {
      return false;
    }
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    queue.add(frame);
    queuedBytes += frame.length();
    return true;
  }

  /// Counts so many bytes against the owner's memory; false when there is none. What was counted
  /// stays so until the queue is empty.
  private boolean remembers(int bytes) {
    if (bytes <= UNCOUNTED || (lease != null && bytes <= lease.bytes())) {
      return true;
    }
    if (lease == null) {
      lease = memory.get();
    }
    try {
      lease.add(bytes - lease.bytes());
      return true;
    } catch (Refusal _) {
      return false;
    }
  }

  /// After writing on the calling thread: leaves the rest, if there is any, to a thread of its own.
  private void stopWriting() {
    synchronized (this) {
      if (queue == null && !woken) {
        writing = false;
        return;
      }
    }
    startWriter();
  }

  private void startWriter() {
    Thread.ofVirtual().name("outbox").start(this::drain);
  }

  /// The writer, until there is nothing to write.
  private void drain() {
    try {
      while (true) {
        synchronized (this) {
          woken = false;
        }
        var mark = source.mark();
        for (var batch = take(); !batch.isEmpty(); batch = take()) {
          write(batch);
        }
        var pulled = isOpen() ? source.pull(mark) : List.<Frame>of();
        if (!pulled.isEmpty()) {
          write(pulled);
        }
        synchronized (this) {
          if (queue == null && !woken && pulled.isEmpty()) {
            writing = false;
            return;
          }
        }
      }
    } catch (RuntimeException e) {
      gone(e);
    }
  }

  /// The next frames that fit into one write.
  private synchronized List<Frame> take() {
    if (queue == null) {
      return List.of();
    }
    var batch = new ArrayList<Frame>(Math.min(queue.size(), 64));
    var bytes = 0;
    for (var next = queue.peek();
        next != null && (batch.isEmpty() || bytes + next.length() <= BATCH);
        next = queue.peek()) {
      queue.remove();
      batch.add(next);
      bytes += next.length();
    }
    queuedBytes -= bytes;
    if (queue.isEmpty()) {
      empty();
    }
    notifyAll();
    return batch;
  }

  /// Writes frames in slices of [#BATCH], each with its own time, so that a slow peer that still
  /// reads is not taken for one that does not.
  private void write(List<Frame> queued) {
    var frames = deflation == null ? queued : queued.stream().map(deflation::deflated).toList();
    var length = 0;
    for (var frame : frames) {
      length += frame.length();
    }
    var bytes = ByteBuffer.allocate(length);
    for (var frame : frames) {
      frame.writeTo(bytes);
    }
    try {
      for (var sent = 0; sent < length; sent += BATCH) {
        writeSince = System.nanoTime();
        transport.write(bytes.array(), sent, Math.min(BATCH, length - sent));
      }
    } finally {
      writeSince = 0;
      wrote = true;
    }
    if (frames.getLast().isClose()) {
      closeSentAt = Math.max(1, System.nanoTime());
      abandon();
    }
  }

  private void gone(RuntimeException why) {
    LOG.log(Level.FINE, "connection lost while writing", why);
    abandon();
    transport.kill();
  }
}
