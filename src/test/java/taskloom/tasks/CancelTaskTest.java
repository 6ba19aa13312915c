package taskloom.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import taskloom.HttpFixture;

class CancelTaskTest {
  @AutoClose private final HttpFixture http = new HttpFixture();

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
