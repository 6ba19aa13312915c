package taskloom.modeling;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import taskloom.engine.Caller;
import taskloom.modeling.Reception.Order;
import taskloom.server.Answers;
import taskloom.server.Multipart;
import taskloom.server.OwnedHandler;

/// `POST /modeling`: takes a problem in with its data files.
public final class PostModeling implements OwnedHandler {
  private final Reception reception;

  /// Takes tasks in at `reception`.
  public PostModeling(Reception reception) {
    this.reception = reception;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    try (var form = Multipart.of(request)) {
      var accepted =
          reception.take(
              caller, intake -> new Order(ModelingForm.read(form, intake), "", "custom"));
      Answers.json(request, response, accepted);
    }
  }
}
