package taskloom.modeling;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import taskloom.server.Answers;

/// `GET /examples`: the built-in problems.
public final class GetExamples implements Handler {
  private record View(List<ExampleView> examples) {}

  private final View view;

  /// Shows these.
  public GetExamples(Examples examples) {
    this.view = new View(ExampleView.of(examples));
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Answers.json(request, response, view);
  }
}
