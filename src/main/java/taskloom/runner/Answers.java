package taskloom.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import taskloom.wire.Json;

/// A runner's answers, read line by line on a virtual thread into a bounded queue: when nobody
/// takes them, the runner waits. What is no JSON object is kept as last words (bubblewrap's
/// complaints, the runner's own faults).
final class Answers {
  private static final int MAX_LINE = 8 << 20;
  private static final int MAX_WORDS = 2_000;
  private final BlockingQueue<JsonNode> queue = new ArrayBlockingQueue<>(64);
  private final AtomicReference<String> words = new AtomicReference<>("");
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final Thread reader;
  private volatile boolean unheard;

  /// Reads `in` until it ends, closing it then. (A read from a process's pipe holds a carrier
  /// thread; the JDK makes up for up to 256 of them, far more than there are interpreters.)
  Answers(InputStream in, String name) {
    reader = Thread.ofVirtual().name(name).start(() -> read(in));
  }

  /// The next answer; null when there is none within `patience`, a missing node at the end.
  @Nullable JsonNode next(Duration patience) throws InterruptedException {
    var answer = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (answer != null && answer.isMissingNode()) {
      queue.add(answer); // for whoever asks again
    }
    return answer;
  }

  /// The end of what was said outside the protocol.
  String lastWords() {
    return words.get().strip();
  }

  /// Stops reading.
  void stop() {
    reader.interrupt();
  }

  /// Reads on to the end for the runner's last word alone; the rest is dropped, so that it never
  /// waits for a reader.
  void drain() {
    unheard = true;
    queue.clear();
  }

  /// At the end of what is read: whether the runner said last that every process of the task had
  /// ended.
  CompletableFuture<Boolean> ended() {
    return ended;
  }

  /// The same, waited for.
  boolean awaitEnded(Duration patience) throws InterruptedException {
    try {
      return ended.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return false;
    }
  }

  private void read(InputStream in) {
    try (var lines = new BufferedInputStream(in, 1 << 16)) {
      for (var line = line(lines); line != null; line = line(lines)) {
        var answer = parse(line);
        if (answer == null) {
          var said = words.get() + line + '\n';
          words.set(said.substring(Math.max(0, said.length() - MAX_WORDS)));
        } else if (answer.path("type").asText().equals("ended")) {
          ended.complete(true);
        } else if (!unheard) {
          queue.put(answer);
        }
      }
    } catch (IOException _) {
      // the runner is gone: the end is told below
    } catch (InterruptedException _) {
      // stopped: nobody waits for what is left
      queue.clear();
    }
    ended.complete(false);
    try {
      queue.put(MissingNode.getInstance());
    } catch (InterruptedException _) {
      queue.clear();
      queue.add(MissingNode.getInstance());
    }
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() > MAX_LINE) {
        return null;
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static @Nullable JsonNode parse(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      return Json.parse(line);
    } catch (JsonProcessingException _) {
      return null;
    }
  }
}
