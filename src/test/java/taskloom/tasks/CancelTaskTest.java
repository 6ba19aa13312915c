package taskloom.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.testing.junit5.Testing;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import taskloom.Http;
import taskloom.RoutesUnderTest;

@Testing.Test(perMethod = true)
class CancelTaskTest {
  @AutoClose private final RoutesUnderTest routes = new RoutesUnderTest();
  private final Http http = routes.direct();

  @Test
  void cancellingEndsATaskOnceAndForAll() {
    var id = http.submit("hold");

    var cancelled = http.post("/tasks/" + id + "/cancel", "");
    var again = http.send("POST", "/tasks/" + id + "/cancel", null);

    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().path("status").textValue()).isEqualTo("cancelled");
    assertThat(again.status()).isEqualTo(200);
    assertThat(http.get("/tasks/" + id).json().path("status").textValue()).isEqualTo("cancelled");
  }

  @Test
  void aTaskThatHasEndedCannotBeCancelled() {
    var answer = http.post("/tasks/" + http.finished("fail") + "/cancel", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().path("code").textValue()).isEqualTo("task_not_cancellable");
  }
}
