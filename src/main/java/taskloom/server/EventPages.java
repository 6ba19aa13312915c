package taskloom.server;

import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import taskloom.task.TaskStore;
import taskloom.wire.Frames;

/// A page of a task's stored messages as JSON: `{"events":[…],"more":false}`, from after
/// `?after=SEQ` on, at most `?limit=N` of them. A page also ends, with `more`, when it is large.
public final class EventPages {
  private static final int MAX_EVENTS = 1_000;
  private static final int MAX_BYTES = 4 << 20;

  /// How many are read at once; the first few tell how large they are.
  private static final int MAX_READ = 100;

  private static final int FIRST_READ = 8;

  private final TaskStore store;

  /// Reads from `store`.
  public EventPages(TaskStore store) {
    this.store = store;
  }

  /// The page `request` asks for, of a task its caller may see.
  public byte[] read(ServerRequest request, String taskId) {
    var after = Params.number(request, "after", 0, 0, Long.MAX_VALUE);
    var limit = (int) Params.number(request, "limit", MAX_EVENTS, 1, MAX_EVENTS);
    var page = new ByteArrayOutputStream();
    page.writeBytes(ascii("{\"events\":["));
    var count = 0;
    var more = true;
    while (more && count < limit && page.size() < MAX_BYTES) {
      // One past the page tells whether there are more without another question.
      var wanted = Math.min(inOneGo(page.size(), count), limit - count);
      var events = store.events(taskId, after, wanted + 1);
      more = events.size() > wanted;
      for (var event : more ? events.subList(0, wanted) : events) {
        if (count++ > 0) {
          page.write(',');
        }
        page.writeBytes(Frames.ofTask(event));
        after = event.seq();
      }
    }
    page.writeBytes(ascii("],\"more\":" + more + "}"));
    return page.toByteArray();
  }

  /// How many more to read when so many took so many bytes.
  static int inOneGo(long bytes, int count) {
    return count == 0 ? FIRST_READ : Math.clamp(MAX_BYTES / (1 + bytes / count), 1, MAX_READ);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
