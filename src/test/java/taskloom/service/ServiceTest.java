package taskloom.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.helidon.testing.junit5.Testing;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.Http;
import taskloom.RoutesUnderTest;

@Testing.Test(perMethod = true)
class ServiceTest {
  @AutoClose private final RoutesUnderTest routes = new RoutesUnderTest();
  private final Http http = routes.direct();

  @Test
  void statusSaysWhatRunsAndWithWhat() {
    var status = http.get("/status", "Authorization", "Bearer none").json();

    assertThat(status.path("service").textValue()).isEqualTo("taskloom");
    assertThat(status.path("version").textValue()).isNotBlank();
    assertThat(status.path("status").textValue()).isEqualTo("ok");
    assertThat(status.path("functions").toString())
        .isEqualTo("[\"pulse\",\"modeling\",\"history\",\"files\",\"console\",\"work\"]");
    assertThat(status.at("/parts/analyst").toString())
        .isEqualTo("{\"name\":\"scripted\",\"status\":\"ok\"}");
  }

  @Test
  void statsCountTasksByState() {
    http.finished("明早");
    http.finished("fail");
    var stats = http.get("/stats").json();

    assertThat(stats.toString())
        .isEqualTo(
            "{\"active_connections\":3,\"total_tasks\":2,\"active_tasks\":0,\"completed_tasks\":1,"
                + "\"failed_tasks\":1,\"queue_size\":0}");
    assertThat(http.get("/stats", "Authorization", "Bearer none").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/live", "/ready", "/started"})
  void healthIsUpWhileAllIsWell(String which) {
    var answer = http.get("/observe/health" + which, "Authorization", "Bearer none");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").textValue()).isEqualTo("UP");
  }

  @Test
  void aServerThatStopsIsAliveButNotReady() throws InterruptedException {
    routes.tasks.stop(Duration.ZERO);

    assertThat(http.get("/observe/health/live").status()).isEqualTo(200);
    assertThat(http.get("/observe/health/ready").status()).isEqualTo(503);
    assertThat(http.get("/observe/health/ready").body())
        .isEqualTo(
            "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"tasks\",\"status\":\"DOWN\"},"
                + "{\"name\":\"store\",\"status\":\"UP\"}]}");
    var refused = http.post("/tasks", "{\"text\":\"hold\"}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().path("code").textValue()).isEqualTo("unavailable");
    assertThat(refused.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void metricsForPrometheus() {
    http.finished("明早");
    // An end is told before its worker has counted it.
    await().until(() -> http.get("/observe/metrics").body().contains("taskloom_tasks_working 0\n"));
    var answer = http.get("/observe/metrics");

    assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.body().lines())
        .contains(
            "# TYPE taskloom_tasks gauge",
            "taskloom_tasks{status=\"completed\"} 1",
            "taskloom_tasks{status=\"pending\"} 0",
            "taskloom_queue_depth 0",
            "# TYPE taskloom_task_work_seconds histogram",
            "taskloom_task_work_seconds_bucket{le=\"+Inf\"} 1",
            "taskloom_task_work_seconds_count 1",
            "taskloom_sockets 3",
            "taskloom_outbox_overflows_total 2",
            "taskloom_store_events_total 3");
    assertThat(answer.body().lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"\\})? [0-9.E+-]+"));
    assertThat(answer.body().lines().filter(line -> line.startsWith("# TYPE")))
        .doesNotHaveDuplicates();
    assertThat(http.get("/observe/metrics", "Authorization", "Bearer none").status())
        .isEqualTo(401);
  }

  @Test
  void histogramBucketsOnlyGrow() {
    http.finished("明早");
    var buckets =
        http.get("/observe/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("taskloom_task_queue_seconds_bucket"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
            .toArray();

    var sorted = buckets.clone();
    Arrays.sort(sorted);
    assertThat(buckets).hasSizeGreaterThan(5).isEqualTo(sorted);
  }
}
