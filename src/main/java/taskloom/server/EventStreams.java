package taskloom.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import taskloom.engine.Hub;
import taskloom.task.Task;
import taskloom.task.TaskStore;

/// Tasks' events as server-sent events (HTML Living Standard, 9.2): the stored ones after the
/// reader's cursor, then live ones, until the task has ended. Safe from any thread.
///
/// Each stream runs on its connection's virtual thread. One watchdog thread ends those whose reader
/// takes nothing for too long; a reader that comes back with `Last-Event-ID` misses nothing.
///
/// Helidon's own sink (`helidon-webserver-sse` 4.5.0) is not used: it flushes each event by itself,
/// where what has come together goes out in one write here, opens only for readers that name
/// `text/event-stream` in `Accept`, and puts `no-cache` in the place of `no-store`.
public final class EventStreams implements AutoCloseable {
  private static final Header EVENT_STREAM =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream");
  private static final Header NO_PROXY_BUFFER =
      HeaderValues.createCached("X-Accel-Buffering", "no");

  private static final Duration ENDLESS = Duration.ofDays(36_500);

  private final TaskStore store;
  private final Hub hub;
  private final Deadlines deadlines;
  private final Duration heartbeat;
  private final Duration stall;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param heartbeat how often a quiet stream says that it is alive; also how soon a vanished
  ///   reader is noticed
  /// @param stall how long one write may wait for its reader
  public EventStreams(
      TaskStore store, Hub hub, Deadlines deadlines, Duration heartbeat, Duration stall) {
    this.store = store;
    this.hub = hub;
    this.deadlines = deadlines;
    this.heartbeat = heartbeat;
    this.stall = stall;
  }

  /// How many readers there are.
  public int open() {
    return streams.size();
  }

  /// Tells of `task` from after the event `after` on; returns when its last event is sent or the
  /// reader is gone. To a reader that has seen everything of an ended task it answers 204, which is
  /// what stops a browser from coming back.
  public void serve(Task task, long after, ServerRequest request, ServerResponse response) {
    if (task.status().isFinal() && store.lastSeq(task.id()) <= after) {
      response.status(Status.NO_CONTENT_204).send();
      return;
    }
    response.header(EVENT_STREAM).header(NO_PROXY_BUFFER);
    if (Answers.isHead(request)) {
      response.send();
      return;
    }
    var out = response.outputStream();
    var stream = new EventStream(store, task.id(), after, heartbeat, bytes -> write(out, bytes));
    streams.add(stream);
    try (var _ = deadlines.within(ENDLESS);
        var _ = hub.ofTask(task.id(), stream)) {
      if (closed) {
        throw new CloseConnectionException("the server stops");
      }
      stream.run();
    } catch (IOException | UncheckedIOException | InterruptedException e) {
      throw new CloseConnectionException("the reader is gone, or has to come back", e);
    } finally {
      streams.remove(stream);
      stream.leave();
    }
  }

  private void write(OutputStream out, byte[] bytes) throws IOException {
    try (var _ = deadlines.within(stall)) {
      out.write(bytes);
      out.flush();
    }
  }

  /// Ends all streams: the server stops. Their readers come back with their cursors.
  @Override
  public void close() {
    closed = true;
    streams.forEach(EventStream::end);
  }
}
