package taskloom.tasks;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Locale;
import taskloom.engine.Caller;
import taskloom.engine.Tasks;
import taskloom.server.Answers;
import taskloom.server.EventPages;
import taskloom.server.EventStreams;
import taskloom.server.OwnedHandler;
import taskloom.server.Params;

/// `GET /tasks/{id}/events`: the stored messages as JSON, or with `Accept: text/event-stream` those
/// and then the live ones.
public final class GetTaskEvents implements OwnedHandler {
  private final Tasks tasks;
  private final EventPages pages;
  private final EventStreams streams;

  /// Serves pages and streams of tasks in `tasks`.
  public GetTaskEvents(Tasks tasks, EventPages pages, EventStreams streams) {
    this.tasks = tasks;
    this.pages = pages;
    this.streams = streams;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    var task = tasks.visible(caller, Params.taskId(request));
    if (wantsStream(request)) {
      streams.serve(task, Params.after(request), request, response);
    } else {
      Answers.json(request, response, Status.OK_200, pages.read(request, task.id()));
    }
  }

  private static boolean wantsStream(ServerRequest request) {
    return request.headers().all(HeaderNames.ACCEPT, List::of).stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("text/event-stream"));
  }
}
