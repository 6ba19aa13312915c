package taskloom.model.chat;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.api.TcpClientConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A connection for the length of one exchange. It tells of every read (so that a stall is noticed
/// whatever the body's framing), bounds what is read and not yet taken (Helidon 4.5.0 collects a
/// chunk whole, however large it says it is), and can be closed by another thread at any moment,
/// also before the answer has begun.
final class Line implements ClientConnection {
  private final Upstream upstream;
  private final TcpClientConnection connection;
  private final boolean reused;
  private final int limit;
  private final Runnable onRead;
  private final DataReader reader;
  private final AtomicBoolean over = new AtomicBoolean();
  private boolean heard;

  /// @param reused whether an earlier exchange used the connection, so that it may be stale
  /// @param limit bytes read and not yet taken
  Line(
      Upstream upstream,
      TcpClientConnection connection,
      boolean reused,
      int limit,
      Runnable onRead) {
    this.upstream = upstream;
    this.connection = connection;
    this.reused = reused;
    this.limit = limit;
    this.onRead = onRead;
    this.reader = DataReader.create(this::read);
  }

  /// Whether it was a kept connection that gave nothing at all: the upstream had closed it.
  boolean stale() {
    return reused && !heard;
  }

  // null is DataReader's end of input
  private byte @Nullable [] read() {
    var bytes = connection.helidonSocket().get();
    onRead.run();
    if (bytes != null) {
      heard = true;
      if (reader.available() > limit) {
        throw new OverflowException();
      }
    }
    return bytes;
  }

  @Override
  public DataReader reader() {
    return reader;
  }

  @Override
  public DataWriter writer() {
    return connection.writer();
  }

  @Override
  public String channelId() {
    return connection.channelId();
  }

  @Override
  public HelidonSocket helidonSocket() {
    return connection.helidonSocket();
  }

  @Override
  public void readTimeout(Duration readTimeout) {
    connection.readTimeout(readTimeout);
  }

  /// The exchange has ended well: the connection is kept for another, unless the upstream said more
  /// than its answer. Called by Helidon when the body has been read whole.
  @Override
  public void releaseResource() {
    if (over.compareAndSet(false, true) && (reader.available() > 0 || !upstream.keep(connection))) {
      connection.closeResource();
    }
  }

  /// Ends the exchange; does nothing when it has ended well.
  @Override
  public void closeResource() {
    if (over.compareAndSet(false, true)) {
      connection.closeResource();
    }
  }

  /// More came than may be held.
  static final class OverflowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverflowException() {
      super("too much at once", null, false, false);
    }
  }
}
