package taskloom.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.testing.junit5.Testing;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import taskloom.Http;
import taskloom.RoutesUnderTest;
import taskloom.engine.EngineSettings;

@Testing.Test(perMethod = true)
class PostTaskTest {
  @AutoClose private final RoutesUnderTest routes = new RoutesUnderTest();
  private final Http http = routes.direct();

  @Test
  void aTextIsTakenAndFoundAtItsLocation() {
    var answer = http.post("/tasks", "{\"text\":\"hold 明早七点去机场\"}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("status").textValue()).isEqualTo("pending");
    assertThat(answer.json().path("kind").textValue()).isEqualTo("reasoning");
    assertThat(answer.json().path("title").textValue()).isEqualTo("hold 明早七点去机场");
    assertThat(answer.json().path("created_at").doubleValue()).isGreaterThan(1.7e9);
    assertThat(answer.header("Location"))
        .isEqualTo("/tasks/" + answer.json().path("task_id").textValue());
    assertThat(http.get(answer.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void preferWaitAnswersWithTheResult() {
    var answer = http.post("/tasks", "{\"text\":\"明早七点去机场\"}", "Prefer", "wait=10");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=10");
    assertThat(answer.json().path("status").textValue()).isEqualTo("completed");
    assertThat(answer.json().at("/result/summary_text").textValue()).isEqualTo("出行");
    assertThat(answer.json().at("/usage/total_tokens").intValue()).isEqualTo(15);
    assertThat(answer.json().path("attempts").intValue()).isEqualTo(1);
    assertThat(answer.json().path("completed_at").isNumber()).isTrue();
  }

  @Test
  void preferWaitTellsOfAFailureToo() {
    var answer = http.post("/tasks", "{\"text\":\"fail\"}", "Prefer", "respond-async, wait=10");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("failed");
    assertThat(answer.json().path("error").textValue()).isEqualTo("DeepSeek API调用失败: 网络超时");
    assertThat(answer.json().has("result")).isFalse();
  }

  @Test
  void preferWaitAnswers202WhenTheTaskTakesLonger() {
    var answer = http.post("/tasks", "{\"text\":\"hold\"}", "Prefer", "wait=1");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("status").textValue()).isEqualTo("processing");
  }

  @Test
  void anEventIsTakenWithAllThatItHolds() {
    var answer =
        http.post(
            "/tasks",
            """
            {"title":"机场","event":{"event_id":"evt_1","transcript":"hold 明早","speakers":[{"id":1}],"more":1.50}}
            """);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("title").textValue()).isEqualTo("机场");
    var stored = routes.store.find(answer.json().path("task_id").textValue()).orElseThrow();
    assertThat(new String(stored.input(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"event_id\":\"evt_1\"", "\"speakers\":[{\"id\":1}]", "\"more\":1.50");
  }

  @Test
  void theSameIdempotencyKeyGivesTheFirstTaskAgain() {
    var key = UUID.randomUUID().toString();
    var first = http.post("/tasks", "{\"text\":\"hold\"}", "Idempotency-Key", key);
    var again = http.post("/tasks", "{ \"text\": \"hold\" }", "Idempotency-Key", key);
    var other = http.post("/tasks", "{\"text\":\"other\"}", "Idempotency-Key", key);
    var bobs =
        http.post(
            "/tasks",
            "{\"text\":\"other\"}",
            "Idempotency-Key",
            key,
            "Authorization",
            "Bearer bobs-key");

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().path("code").textValue()).isEqualTo("idempotency_conflict");
    assertThat(bobs.status()).isEqualTo(202);
    assertThat(bobs.header("Location")).isNotEqualTo(first.header("Location"));
  }

  @Test
  void tooManySubmissionsAreToldWhenToComeBack() throws InterruptedException {
    var slow = new EngineSettings(1, 1, 100, 0.1, Duration.ofMinutes(1), Duration.ofMinutes(1), 3);
    try (var few = new RoutesUnderTest(RoutesUnderTest.KEYS, slow)) {
      var limited = few.direct();
      assertThat(limited.post("/tasks", "{\"text\":\"hold\"}").status()).isEqualTo(202);
      var refused = limited.post("/tasks", "{\"text\":\"hold\"}");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.json().path("code").textValue()).isEqualTo("rate_limited");
      assertThat(refused.json().path("retry_after").doubleValue()).isBetween(1.0, 10.0);
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 10);
    }
  }
}
