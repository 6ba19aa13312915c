package taskloom.service;

import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.BooleanSupplier;
import taskloom.server.Answers;
import taskloom.server.net.HealthPort;
import taskloom.wire.Json;

/// `GET /observe/health/…`: 200 and `UP` while every check holds, else 503 and `DOWN` (the shape of
/// MicroProfile Health). No checks, as for liveness, means that answering is the check.
///
/// Not by `helidon-webserver-observe-health`: [HealthPort] must give the same answer where Helidon
/// has no thread left to give one.
public final class GetHealth implements Handler {
  /// A named condition, asked at each request.
  public record Check(String name, BooleanSupplier holds) {}

  private record State(String name, String status) {}

  private record View(String status, List<State> checks) {}

  private final List<Check> checks;

  /// For the conjunction of `checks`.
  public GetHealth(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    var answer = answer();
    Answers.json(request, response, Status.create(answer.status()), answer.body());
  }

  /// Asks every check.
  HealthPort.Answer answer() {
    var states = checks.stream().map(GetHealth::state).toList();
    var up = states.stream().allMatch(state -> state.status().equals("UP"));
    return new HealthPort.Answer(up ? 200 : 503, Json.bytes(new View(up ? "UP" : "DOWN", states)));
  }

  private static State state(Check check) {
    return new State(check.name(), check.holds().getAsBoolean() ? "UP" : "DOWN");
  }
}
