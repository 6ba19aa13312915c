package taskloom.server.ws;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.websocket.WsListener;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import taskloom.server.OwnerPlaces;
import taskloom.task.Refusal;

/// A connection after its upgrade: reads it to its end, on the connection's thread, and tells its
/// [WsListener]. Pings are answered here; every end, whatever its kind, is one
/// [WsListener#onClose]. Nothing is thrown to Helidon, which would answer in HTTP.
final class SocketConnection implements ServerConnection, FrameReader.Sink {
  private static final Logger LOG = Logger.getLogger(SocketConnection.class.getName());

  private final Sessions sessions;
  private final OwnerPlaces.Place place;
  private final WsListener listener;
  private final Session session;
  private final SocketSession socket;
  private final DataReader input;
  private final FrameReader frames;
  private int closeCode = CloseCodes.ABNORMAL;
  private int handled;

  /// Made on the connection's thread, after the upgrade.
  ///
  /// @param place given back at the connection's end
  SocketConnection(
      Sessions sessions,
      WsListener listener,
      ConnectionContext connection,
      HttpPrologue prologue,
      Handshake handshake,
      OwnerPlaces.Place place) {
    this.sessions = sessions;
    this.place = place;
    this.listener = listener;
    var owner = listener instanceof SocketListener own ? own.owner() : "";
    var deflation = handshake.deflation();
    session =
        new Session(sessions, new HelidonTransport(connection), owner, deflation.orElse(null));
    socket = new SocketSession(session, connection, prologue, handshake.subProtocol());
    input = connection.dataReader();
    frames = new FrameReader(this, deflation.isPresent(), sessions.memory(), owner);
  }

  @Override
  public void handle(Limit limit) {
    sessions.add(session);
    try {
      listener.onOpen(socket);
      read();
    } catch (Violation violation) {
      fail(violation.code(), violation.reason());
    } catch (DataReader.InsufficientDataAvailableException
        | CloseConnectionException
        | UncheckedIOException e) {
      LOG.log(Level.FINE, "connection lost", e);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a connection could not be served", e);
      fail(CloseCodes.INTERNAL_ERROR, "The server failed");
    } finally {
      place.close();
      frames.close();
      session.end();
      end();
    }
  }

  /// The watchdog ends those that are idle.
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  /// The server stops.
  @Override
  public void close(boolean interrupt) {
    session.close(CloseCodes.GOING_AWAY, "The server stops");
    if (interrupt) {
      session.kill();
    }
  }

  private void read() {
    while (closeCode == CloseCodes.ABNORMAL) {
      input.ensureAvailable();
      var arrived = input.readBytes(input.available());
      session.vigil().heard();
      handled = 0;
      frames.accept(arrived, 0, arrived.length);
      session.outbox().release();
      session.vigil().unfinished(frames.unfinished());
    }
  }

  /// Closes for what the peer did wrong, after what it is still owed. What it sends now is thrown
  /// away for a moment: to end the connection with bytes unread would reset it, and the peer might
  /// not see why.
  private void fail(int code, String reason) {
    frames.close();
    try {
      session.outbox().release();
      session.fail(code, reason);
      while (true) {
        input.ensureAvailable();
        input.skip(input.available());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "the failed connection is over", e);
    }
  }

  private void end() {
    try {
      listener.onClose(socket, closeCode, "");
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "the end of a connection could not be handled", e);
    }
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    if (!listens()) {
      return;
    }
    if (listener instanceof SocketListener own) {
      own.onText(socket, bytes, from, to);
    } else {
      listener.onMessage(socket, new String(bytes, from, to - from, StandardCharsets.UTF_8), true);
    }
  }

  @Override
  public void binary(byte[] bytes, int from, int to) {
    if (listens()) {
      listener.onMessage(socket, BufferData.createReadOnly(bytes, from, to - from), true);
    }
  }

  @Override
  public void ping(byte[] payload) {
    if (listens()) {
      session.send(Frame.pong(payload));
    }
  }

  @Override
  public void closed(int code) {
    closeCode = code;
    session.outbox().release();
    session.finish(code == CloseCodes.NO_CODE ? CloseCodes.NORMAL : code);
  }

  @Override
  public void refused(Refusal refusal) {
    if (!listens()) {
      return;
    }
    if (listener instanceof SocketListener own) {
      own.onRefused(socket, refusal);
    } else {
      throw new Violation(CloseCodes.TOO_BIG, refusal.code().word());
    }
  }

  /// Whether what came is to be handled: not once this side has closed. Waits until there is room
  /// for an answer; from the second message on that arrived at once, answers are collected.
  private boolean listens() {
    handled++;
    return session.outbox().awaitRoom(handled > 1);
  }
}
