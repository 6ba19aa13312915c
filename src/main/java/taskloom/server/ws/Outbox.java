package taskloom.server.ws;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What waits to be sent to one peer, and the one thread at a time that sends it. Bounded by
/// messages and by bytes. Offering never blocks; an idle outbox costs neither thread nor buffer.
///
/// There is a writer only while there is something to write: a virtual thread started by whoever
/// offers first, or the connection's own reading thread when a reply finds the outbox idle
/// ([#writeNow]). All that is queued goes out in one write, up to [#BATCH] bytes.
///
/// Where the queue is empty the writer asks its [Source] for more, which is how a reader that is
/// behind is served from the store at the speed of its socket. Safe from any thread.
final class Outbox {
  private static final Logger LOG = Logger.getLogger(Outbox.class.getName());

  /// Bytes of one write, unless a single frame is longer.
  private static final int BATCH = 64 << 10;

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

  private volatile Source source = NOTHING;
  private volatile long writeSince;
  private volatile long closeSentAt;
  private State state = State.OPEN;
  private boolean writing;
  private boolean woken;
  private @Nullable ArrayDeque<Frame> queue;
  private int queuedBytes;

  Outbox(Transport transport, int maxMessages, int maxBytes) {
    this.transport = transport;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /// Sets where the writer pulls from; once.
  void source(Source pulled) {
    source = pulled;
  }

  /// Queues a frame; false when there is no room for it. A frame for a closed outbox is dropped.
  boolean offer(Frame frame) {
    synchronized (this) {
      if (state != State.OPEN) {
        return true;
      }
      if (!enqueue(frame)) {
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

  /// Sends a frame on the calling thread if nothing is queued and no one writes, else queues it;
  /// false when there is no room for it. Blocks while the peer does not read: for the connection's
  /// reading thread only, which thereby stops reading from a peer that does not read.
  boolean writeNow(Frame frame) {
    synchronized (this) {
      if (state != State.OPEN) {
        return true;
      }
      if (writing) {
        return enqueue(frame);
      }
      writing = true;
    }
    try {
      write(List.of(frame));
    } catch (RuntimeException e) {
      gone(e);
      return true;
    }
    synchronized (this) {
      if (queue == null && !woken) {
        writing = false;
        return true;
      }
    }
    startWriter();
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
      if (drop || queue == null) {
        queue = new ArrayDeque<>(1);
        queuedBytes = 0;
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
    queue = null;
    queuedBytes = 0;
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

  private boolean enqueue(Frame frame) {
    var waiting = queue == null ? 0 : queue.size();
    if (waiting >= maxMessages || (waiting > 0 && queuedBytes + frame.length() > maxBytes)) {
      return false;
    }
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    queue.add(frame);
    queuedBytes += frame.length();
    return true;
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
      queue = null;
    }
    return batch;
  }

  /// Writes frames in slices of [#BATCH], each with its own time, so that a slow peer that still
  /// reads is not taken for one that does not. What fits into one slice is written whole: a close
  /// frame of Helidon's own cannot get into it.
  private void write(List<Frame> frames) {
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
