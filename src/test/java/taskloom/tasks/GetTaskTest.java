package taskloom.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.testing.junit5.Testing;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.Http;
import taskloom.RoutesUnderTest;

@Testing.Test(perMethod = true)
class GetTaskTest {
  @AutoClose private final RoutesUnderTest routes = new RoutesUnderTest();
  private final Http http = routes.direct();

  @Test
  void anEtagSparesTheSecondAnswerUntilSomethingChanges() {
    var id = http.submit("hold");
    http.get("/tasks/" + id + "/events");
    var first = http.get("/tasks/" + id);
    var etag = first.header("ETag");

    assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(etag).startsWith("\"").endsWith("\"");
    routes.work.release(1);
    assertThat(routes.tasks.ended(id)).succeedsWithin(java.time.Duration.ofSeconds(10));
    var changed = http.get("/tasks/" + id, "If-None-Match", etag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("status").textValue()).isEqualTo("completed");

    var same = http.get("/tasks/" + id, "If-None-Match", "\"other\", W/" + changed.header("ETag"));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.header("ETag")).isEqualTo(changed.header("ETag"));
    assertThat(http.get("/tasks/" + id, "If-None-Match", "*").status()).isEqualTo(304);
  }

  @Test
  void headHasTheHeadersAndNoBody() {
    var id = http.finished("明早七点去机场");
    var get = http.get("/tasks/" + id);
    var head = http.send("HEAD", "/tasks/" + id, null);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void anotherOwnersTaskIsAnUnknownOne() {
    var id = http.submit("hold");
    var unknown = http.get("/tasks/0197a3c2-6d4e-7b1f-8a55-3c9d0e6f1a27");
    for (var path :
        new String[] {"/tasks/" + id, "/tasks/" + id + "/events", "/history/tasks/" + id}) {
      var answer = http.get(path, "Authorization", "Bearer bobs-key");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(unknown.body());
    }
    assertThat(unknown.json().path("code").textValue()).isEqualTo("task_not_found");
    var cancel = http.post("/tasks/" + id + "/cancel", "", "Authorization", "Bearer bobs-key");
    assertThat(cancel.status()).isEqualTo(404);
    assertThat(http.get("/tasks/" + id).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2F..%2Fetc%2Fpasswd",
        "%00",
        "a%20b",
        "'%20or%201=1--",
        "%F0%9F%92%A9",
        "a;b=c"
      })
  void anIdThatCannotBeOneIsNotFound(String id) {
    var answer = http.get("/tasks/" + id);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("code").textValue()).endsWith("not_found");
  }
}
