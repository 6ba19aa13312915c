package taskloom.runner;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import taskloom.wire.Json;

/// Requests to a runner, written on a virtual thread: a runner that has been stopped must not stop
/// whoever speaks to it.
final class Requests {
  private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(16);
  private final Thread writer;

  /// Writes to `out` until `stop`.
  Requests(OutputStream out, String name) {
    writer = Thread.ofVirtual().name(name).start(() -> write(out));
  }

  /// Queues a request; with so many unread, another one more cannot help and is dropped.
  void send(Object request) {
    queue.offer(Json.bytes(request));
  }

  /// Writes nothing more and closes the stream.
  void stop() {
    writer.interrupt();
  }

  private void write(OutputStream out) {
    try {
      while (true) {
        out.write(queue.take());
        out.write('\n');
        out.flush();
      }
    } catch (IOException _) {
      // The runner is gone, which shows at the end of its answers. They may share the stream's
      // connection: what it said last is still to be read.
    } catch (InterruptedException _) {
      close(out);
    }
  }

  private static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException _) {
      // closed is closed
    }
  }
}
