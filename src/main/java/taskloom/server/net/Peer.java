package taskloom.server.net;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import taskloom.server.EarlyAnswers;
import taskloom.server.MemoryBudget;
import taskloom.task.Refusal;

/// One connection as Helidon gets it: reads come through a [RequestStream], writes go out in
/// slices, one at a time. A peer that is gone is no fault: reading from it and writing to it end
/// with a [CloseConnectionException], which Helidon takes in silence.
///
/// Read by the connection's own thread; written by any; looked at by the watchdog.
final class Peer implements ConnectionContext, DataWriter {
  private static final Logger LOG = Logger.getLogger(Peer.class.getName());

  /// Bytes of one write, which has [ConnectionLimits#stall] to be taken.
  private static final int SLICE = 64 << 10;

  /// How long a connection without a place may keep the server waiting.
  private static final Duration VISIT = Duration.ofSeconds(2);

  private static final byte[] SWITCHED = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTINUE = "HTTP/1.1 100".getBytes(StandardCharsets.US_ASCII);

  private final ConnectionContext connection;
  private final HelidonSocket socket;
  private final DataWriter out;
  private final Places places;
  private final DataReader reader;
  private final Turn turn;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile Stage stage = Stage.IDLE;
  private volatile boolean first = true;
  private final AtomicBoolean place = new AtomicBoolean();
  private volatile boolean wrote;
  private volatile boolean switched;
  private volatile long stageSince = System.nanoTime();
  private volatile long bodyBytes;
  private volatile long readSince;
  private volatile long writeSince;

  Peer(ConnectionContext connection, Places places) {
    this.connection = connection;
    this.socket = connection.serverSocket();
    this.out = connection.dataWriter();
    this.places = places;
    this.turn = new Turn(places.turns());
    this.reader = DataReader.create(new RequestStream(this, turn));
  }

  Stage stage() {
    return stage;
  }

  void enter(Stage next) {
    if (next == Stage.HEAD && first) {
      // Its time runs from the connection's opening.
      stage = next;
      return;
    }
    first &= next == Stage.IDLE && stage == Stage.IDLE;
    bodyBytes = 0;
    wrote = false;
    stageSince = System.nanoTime();
    stage = next;
  }

  /// Waits for bytes; null at the end.
  byte @Nullable [] read() {
    turn.end();
    var began = System.nanoTime();
    readSince = began | 1;
    try {
      var bytes = socket.get();
      if (bytes != null && stage == Stage.BODY) {
        var before = bodyBytes;
        bodyBytes = before + bytes.length;
      }
      return bytes;
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the peer is gone, or was let go", e);
    } finally {
      readSince = 0;
      turn.read(began);
    }
  }

  /// Whether the server has said that it speaks another protocol from here on.
  boolean hasSwitched() {
    return switched;
  }

  /// Whether this is one of the connections there may be; asks again where it was not.
  boolean hasPlace() {
    return place.get() || places.take(this);
  }

  /// It has got a place.
  void seat() {
    place.set(true);
  }

  /// Gives up its place; false where it has none.
  boolean unseat() {
    return place.compareAndSet(true, false);
  }

  MemoryBudget.Lease lease() {
    return places.budget().open(MemoryBudget.peer(remotePeer().host()));
  }

  /// Answers with a refusal, unless an answer has begun already; what is to be thrown to end the
  /// connection.
  CloseConnectionException refuse(Refusal refusal) {
    return wrote
        ? new CloseConnectionException("refused after its answer had begun", refusal)
        : EarlyAnswers.refuse(this, refusal);
  }

  /// Whether it waits for a request, or the rest of a head, or that of a body whose request is
  /// answered, since before `time`.
  boolean waitsSince(long time) {
    return readSince != 0
        && switch (stage) {
          case IDLE, HEAD -> waitingSince() - time < 0;
          case BODY -> wrote && waitingSince() - time < 0;
          case UPGRADE, FRAMES, LAST -> false;
        };
  }

  /// Since when it has waited, for an order among those that wait. Bytes that come one by one do
  /// not make it younger.
  long waitingSince() {
    return stage == Stage.IDLE ? readSince : stageSince;
  }

  /// Whether it has made the server wait for too long.
  boolean isLate(long now, ConnectionLimits limits) {
    var write = writeSince;
    if (write != 0 && now - write > limits.stall().toNanos()) {
      return true;
    }
    var read = readSince;
    if (read == 0) {
      return false;
    }
    if (!place.get() && now - Math.max(read, stageSince) > VISIT.toNanos()) {
      return true;
    }
    return switch (stage) {
      case IDLE -> now - read > (first ? limits.head() : limits.idle()).toNanos();
      case HEAD -> now - stageSince > limits.head().toNanos();
      case BODY ->
          now - read > limits.gap().toNanos()
              || now - stageSince > 2 * limits.gap().toNanos() + trickle();
      case UPGRADE, FRAMES, LAST -> false;
    };
  }

  /// How long what has come of the body may have taken, at a kilobyte a second.
  private long trickle() {
    return bodyBytes * 1_000_000;
  }

  Turn turn() {
    return turn;
  }

  /// Ends a visitor that waits for nothing; one that is being answered goes on.
  void letGo() {
    if (!place.get() && readSince != 0) {
      kill();
    }
  }

  /// Ends the connection from outside.
  void kill() {
    try {
      socket.close();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "closing a broken connection", e);
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return this;
  }

  @Override
  public void write(BufferData... buffers) {
    write(BufferData.create(buffers));
  }

  @Override
  public void writeNow(BufferData... buffers) {
    write(BufferData.create(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    write(buffer);
  }

  @Override
  public void write(BufferData buffer) {
    writing.lock();
    try {
      wrote |= stage != Stage.BODY || !startsWith(buffer, CONTINUE);
      if (stage == Stage.UPGRADE && startsWith(buffer, SWITCHED)) {
        switched = true;
      }
      while (buffer.available() > SLICE) {
        var slice = new byte[SLICE];
        buffer.read(slice, 0, SLICE);
        slice(BufferData.create(slice));
      }
      slice(buffer);
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the peer is gone, or was let go", e);
    } finally {
      writeSince = 0;
      writing.unlock();
    }
  }

  private void slice(BufferData slice) {
    writeSince = System.nanoTime() | 1;
    out.writeNow(slice);
  }

  private static boolean startsWith(BufferData buffer, byte[] line) {
    if (buffer.available() < line.length) {
      return false;
    }
    for (var i = 0; i < line.length; i++) {
      if (buffer.get(i) != line[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.close();
  }

  @Override
  public ListenerContext listenerContext() {
    return connection.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return connection.executor();
  }

  @Override
  public Router router() {
    return connection.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return connection.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket;
  }

  @Override
  public PeerInfo remotePeer() {
    return connection.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return connection.localPeer();
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }

  @Override
  public String socketId() {
    return connection.socketId();
  }

  @Override
  public String childSocketId() {
    return connection.childSocketId();
  }
}
