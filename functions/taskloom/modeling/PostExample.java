package taskloom.modeling;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import taskloom.agents.ModelingRequest;
import taskloom.agents.ModelingRequest.Format;
import taskloom.engine.Caller;
import taskloom.modeling.Reception.Order;
import taskloom.runner.Intake;
import taskloom.server.Answers;
import taskloom.server.Bodies;
import taskloom.server.Invalid;
import taskloom.server.OwnedHandler;

/// `POST /example` `{"source":"NAME"}`: takes a built-in problem in.
public final class PostExample implements OwnedHandler {
  private final Reception reception;
  private final Examples examples;

  /// Takes `examples` in at `reception`.
  public PostExample(Reception reception, Examples examples) {
    this.reception = reception;
    this.examples = examples;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    var source = Bodies.object(request).path("source");
    if (source.isMissingNode()) {
      throw new Invalid("body", "source", "is required", "missing");
    }
    var example =
        examples
            .find(source.asText())
            .orElseThrow(() -> new Invalid("body", "source", "must be one of " + names(), "enum"));
    Answers.json(request, response, reception.take(caller, intake -> deliver(example, intake)));
  }

  private static Order deliver(Example example, Intake intake) throws IOException {
    for (var file : example.files().entrySet()) {
      try (var content = Examples.open(example, file.getValue())) {
        intake.store(file.getKey(), content);
      }
    }
    var request =
        new ModelingRequest(
            Examples.problem(example), example.compTemplate(), Format.MARKDOWN, example.name());
    return new Order(request, example.title(), "example");
  }

  private String names() {
    return examples.all().stream().map(Example::name).collect(Collectors.joining(", "));
  }
}
