package taskloom.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.testing.junit5.Testing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskloom.Http;
import taskloom.RoutesUnderTest;

@Testing.Test(perMethod = true)
class HistoryTest {
  @AutoClose private final RoutesUnderTest routes = new RoutesUnderTest();
  private final Http http = routes.direct();

  @Test
  void aTaskAsTheHistoryShowsIt() {
    var id = http.finished("明早七点去机场\n记得身份证");
    var task = http.get("/history/tasks/" + id).json();

    assertThat(task.path("task_id").textValue()).isEqualTo(id);
    assertThat(task.path("title").textValue()).isEqualTo("明早七点去机场");
    assertThat(task.path("description").textValue()).isEqualTo("明早七点去机场\n记得身份证");
    assertThat(task.path("task_type").textValue()).isEqualTo("custom");
    assertThat(task.path("comp_template").isNull()).isTrue();
    assertThat(task.path("status").textValue()).isEqualTo("completed");
    assertThat(task.path("file_count").isInt()).isTrue();
    assertThat(task.path("pinned").isBoolean()).isTrue();
    assertThat(task.path("kind").textValue()).isEqualTo("reasoning");
    assertThat(task.path("created_at").textValue()).endsWith("Z");
    assertThat(Instant.parse(task.path("created_at").textValue()))
        .isBeforeOrEqualTo(Instant.parse(task.path("updated_at").textValue()));
  }

  @Test
  void aListIsPagedByCursorNewestFirst() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      ids.addFirst(http.submit("hold " + i));
    }
    var seen = new ArrayList<String>();
    var path = "/history/tasks?limit=3";
    while (true) {
      var page = http.get(path).json();
      assertThat(page.path("total").intValue()).isEqualTo(7);
      seen.addAll(ids(page));
      if (page.path("next_cursor").isNull()) {
        break;
      }
      path = "/history/tasks?limit=3&cursor=" + encoded(page.path("next_cursor").textValue());
    }
    assertThat(seen).isEqualTo(ids);
    assertThat(http.get("/history/tasks?limit=7").json().path("next_cursor").isNull()).isTrue();
    assertThat(http.get("/history/tasks?limit=7&q=hold").json().path("next_cursor").isNull())
        .isTrue();
  }

  @Test
  void everyFilterNarrowsTheList() {
    var before = Instant.now().minus(Duration.ofSeconds(1));
    var trip = http.finished("明早去机场");
    var failed = http.finished("fail to meet");
    http.post("/history/tasks/" + trip + "/pin", "{\"pinned\":true}");

    assertThat(list("")).containsExactly(failed, trip);
    assertThat(list("pinned_only=true")).containsExactly(trip);
    assertThat(list("pinned_only=false")).hasSize(2);
    assertThat(list("status=failed")).containsExactly(failed);
    assertThat(list("status=cancelled")).isEmpty();
    assertThat(list("kind=modeling")).isEmpty();
    assertThat(list("kind=reasoning&task_type=custom")).hasSize(2);
    assertThat(list("task_type=example")).isEmpty();
    assertThat(list("q=" + encoded("机场"))).containsExactly(trip);
    assertThat(list("q=MEET")).containsExactly(failed);
    assertThat(list("q=%25")).isEmpty();
    assertThat(list("created_after=" + before)).hasSize(2);
    assertThat(list("created_before=" + before)).isEmpty();
    assertThat(list("created_before=2025-01-17")).isEmpty();
    assertThat(list("created_after=2025-01-17T15:30:01+08:00")).hasSize(2);
    assertThat(list("created_after=2025-01-17T15:30:01")).hasSize(2);
  }

  @Test
  void anOwnerListsOnlyTheirOwn() {
    http.submit("hold");
    var bobs = http.get("/history/tasks", "Authorization", "Bearer bobs-key").json();

    assertThat(bobs.path("total").intValue()).isZero();
    assertThat(bobs.path("tasks")).isEmpty();
    assertThat(bobs.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void renamedPinnedAndDeleted() {
    var id = http.finished("明早去机场");
    var one = "/history/tasks/" + id;

    var renamed = http.send("PUT", one, "{\"title\":\"出差\"}");
    assertThat(renamed.json().path("success").booleanValue()).isTrue();
    assertThat(renamed.json().path("message").isTextual()).isTrue();
    assertThat(http.send("PUT", one, "{\"description\":\"\"}").status()).isEqualTo(200);
    assertThat(http.get(one).json().path("title").textValue()).isEqualTo("出差");
    assertThat(http.get(one).json().path("description").textValue()).isEmpty();

    assertThat(http.post(one + "/pin", "{\"pinned\":true}").body())
        .isEqualTo("{\"success\":true,\"pinned\":true}");
    assertThat(http.get(one).json().path("pinned").booleanValue()).isTrue();

    var deleted = http.send("DELETE", one, null);
    assertThat(deleted.json().path("success").booleanValue()).isTrue();
    assertThat(http.get(one).body())
        .isEqualTo("{\"detail\":\"Task not found\",\"code\":\"task_not_found\"}");
    assertThat(http.get(one + "/events").status()).isEqualTo(404);
    assertThat(http.send("DELETE", one, null).status()).isEqualTo(404);
    assertThat(http.send("PUT", one, "{\"title\":\"x\"}").status()).isEqualTo(404);
    assertThat(http.post(one + "/pin", "{\"pinned\":true}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=201, limit",
    "limit=ten, limit",
    "limit=1e1, limit",
    "limit=99999999999999999999, limit",
    "cursor=rubbish, cursor",
    "status=done, status",
    "kind=other, kind",
    "task_type=all, task_type",
    "pinned_only=maybe, pinned_only",
    "created_after=yesterday, created_after",
    "created_before=%2B999999999-01-01T00:00:00Z, created_before",
    "created_after=1969-01-01, created_after",
    "q=%00, q"
  })
  void aQueryThatDoesNotValidateIsToldByField(String query, String field) {
    var answer = http.get("/history/tasks?" + query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("code").textValue()).isEqualTo("validation");
    assertThat(answer.json().at("/detail/0/loc").toString())
        .isEqualTo("[\"query\",\"%s\"]".formatted(field));
    assertThat(answer.json().at("/detail/0/msg").textValue()).isNotBlank();
    assertThat(answer.json().at("/detail/0/type").textValue()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT  |      | {}                     | 422 | title",
        "PUT  |      | {\"title\":\"  \"}     | 422 | title",
        "PUT  |      | {\"title\":7}          | 422 | title",
        "PUT  |      | {\"description\":[]}   | 422 | description",
        "PUT  |      | {\"title\":\"\\ud800\"} | 400 | invalid_utf8",
        "PUT  |      | {\"title\":            | 400 | invalid_json",
        "POST | /pin | {}                     | 422 | pinned",
        "POST | /pin | {\"pinned\":\"yes\"}   | 422 | pinned",
        "POST | /pin | [true]                 | 400 | invalid_request"
      })
  void aBodyThatDoesNotValidateChangesNothing(
      String method, String route, String body, int status, String told) {
    var id = http.finished("明早");
    var one = "/history/tasks/" + id;
    var before = http.get(one).body();

    var answer = http.send(method, one + (route == null ? "" : route), body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains("\"" + told + "\"");
    assertThat(http.get(one).body()).isEqualTo(before);
  }

  private List<String> list(String query) {
    var answer = http.get("/history/tasks?" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("total").intValue()).isEqualTo(ids(answer.json()).size());
    return ids(answer.json());
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("tasks").spliterator(), false)
        .map(task -> task.path("task_id").textValue())
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
