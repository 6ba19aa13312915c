package taskloom.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskloom.SocketServer;
import taskloom.testing.Analysts;
import taskloom.testing.PulseClient;

/// Every message of the published specification, as a client sees it.
class PulseConversationTest {
  private SocketServer server;
  private PulseClient client;
  private String clientId;

  @BeforeEach
  void connect() throws InterruptedException {
    server = SocketServer.with(Analysts.scripted());
    client = server.client();
    clientId = client.next("connection_established").path("client_id").asText();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void submitTask() throws Exception {
    client.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"明早七点去机场\"},\"request_id\":\"r\"}");

    var submitted = client.next();
    assertThat(submitted.path("type").asText()).isEqualTo("task_submitted");
    assertThat(submitted.path("status").asText()).isEqualTo("pending");
    assertThat(submitted.path("request_id").asText()).isEqualTo("r");
    assertThat(submitted.path("timestamp").isNumber()).isTrue();
    var processing = client.next();
    assertThat(processing.path("type").asText()).isEqualTo("task_status_update");
    assertThat(processing.path("status").asText()).isEqualTo("processing");
    assertThat(processing.path("seq").asLong()).isEqualTo(1);
    var completed = client.next();
    assertThat(completed.path("status").asText()).isEqualTo("completed");
    assertThat(completed.path("seq").asLong()).isEqualTo(2);
    assertThat(completed.path("result").path("summary_text").asText()).isEqualTo("明早七点去机场");
    assertThat(List.of(processing, completed))
        .allMatch(update -> update.path("task_id").equals(submitted.path("task_id")));
  }

  @Test
  void submitTaskWithAnEvent() throws Exception {
    client.send(
        "{\"type\":\"submit_task\",\"data\":{\"event\":{\"event_id\":\"e\",\"transcript\":\"开会\"}}}");

    assertThat(untilEnd().path("result").path("summary_text").asText()).isEqualTo("开会");
  }

  @Test
  void submitTaskThatFails() throws Exception {
    submit("fail");

    var failed = untilEnd();
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.path("error").asText()).isEqualTo("DeepSeek API调用失败: 网络超时");
    assertThat(failed.has("result")).isFalse();
  }

  @Test
  void submitTaskAgainWithTheSameKey() throws Exception {
    var submit = "{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\",\"idempotency_key\":\"k\"}}";
    client.send(submit.formatted("a"));
    var first = client.next("task_submitted").path("task_id");
    assertThat(untilEnd().path("status").asText()).isEqualTo("completed");

    client.send(submit.formatted("a"));
    assertThat(client.next("task_submitted").path("task_id")).isEqualTo(first);
    var end = client.next();
    assertThat(end.path("task_id")).isEqualTo(first);
    assertThat(end.path("status").asText()).isEqualTo("completed");

    client.send(submit.formatted("b"));
    assertThat(client.next().path("code").asText()).isEqualTo("idempotency_conflict");
  }

  /// In Chinese, as all of `/ws`; the same refusals are in English over HTTP.
  @Test
  void whatIsRefusedIsToldInChinese() throws Exception {
    var ended = submit("a");
    untilEnd();
    var submit = "{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\",\"idempotency_key\":\"k\"}}";
    client.send(submit.formatted("a"));
    untilEnd();

    client.send(submit.formatted("b"));
    assertThat(client.next("error").path("message").asText()).contains("idempotency_key 已用于");
    client.send("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(ended));
    assertThat(client.next("error").path("message").asText()).isEqualTo("任务已经结束：completed");
    client.send("{\"type\":\"get_task_status\",\"task_id\":\"none\"}");
    assertThat(client.next("error").path("message").asText()).isEqualTo("没有这个任务");
    server.tasks().stop(Duration.ZERO);
    client.send(submit.formatted("c"));
    assertThat(client.next("error").path("message").asText()).startsWith("服务器正在停止");
  }

  @Test
  void getTaskStatus() throws Exception {
    var taskId = submit("a");
    untilEnd();

    client.send(
        "{\"type\":\"get_task_status\",\"task_id\":\"%s\",\"request_id\":\"r\"}".formatted(taskId));

    var status = client.next();
    assertThat(status.path("type").asText()).isEqualTo("task_status_update");
    assertThat(status.path("task_id").asText()).isEqualTo(taskId);
    assertThat(status.path("status").asText()).isEqualTo("completed");
    assertThat(status.path("result").path("task_type").asText()).isEqualTo("other");
    assertThat(status.path("request_id").asText()).isEqualTo("r");
    assertThat(status.has("seq")).isFalse();
  }

  @Test
  void getTaskStatusOfAnotherClientsTask() throws Exception {
    var taskId = submit("a");

    try (var other = server.client()) {
      other.next("connection_established");
      other.send("{\"type\":\"get_task_status\",\"task_id\":\"%s\"}".formatted(taskId));
      assertThat(other.next().path("code").asText()).isEqualTo("task_not_found");
      other.send("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(taskId));
      assertThat(other.next().path("code").asText()).isEqualTo("task_not_found");
    }
  }

  @Test
  void getMyTasks() throws Exception {
    var first = submit("a");
    untilEnd();
    var second = submit("fail");
    untilEnd();

    client.send("{\"type\":\"get_my_tasks\"}");

    var tasks = client.next("my_tasks").path("tasks");
    assertThat(tasks).hasSize(2);
    assertThat(tasks.get(0).path("task_id").asText()).isEqualTo(second);
    assertThat(tasks.get(0).path("error").asText()).isNotEmpty();
    assertThat(tasks.get(1).path("task_id").asText()).isEqualTo(first);
    assertThat(tasks.get(1).path("status").asText()).isEqualTo("completed");
    assertThat(tasks.get(1).path("result").isObject()).isTrue();
    for (var time : List.of("created_at", "started_at", "completed_at")) {
      assertThat(tasks.get(1).path(time).isNumber()).as(time).isTrue();
    }
  }

  @Test
  void getMyTasksFitsIntoAMessageClientsTake() throws Exception {
    var text = "长".repeat(30_000);
    for (int i = 0; i < 20; i++) {
      submit(text);
      untilEnd();
    }

    client.send("{\"type\":\"get_my_tasks\"}");

    var mine = client.next("my_tasks");
    assertThat(mine.path("more").asBoolean()).isTrue();
    assertThat(mine.path("tasks").size()).isBetween(5, 12);
    assertThat(mine.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(1 << 20);
  }

  @Test
  void getStats() throws Exception {
    submit("a");
    untilEnd();
    submit("wait");
    client.next("task_status_update");

    client.send("{\"type\":\"get_stats\"}");

    var data = client.next("stats").path("data");
    assertThat(data.toString())
        .isEqualTo(
            """
            {"active_connections":1,"total_tasks":2,"active_tasks":1,"completed_tasks":1,"failed_tasks":0,"queue_size":0}\
            """);
  }

  @Test
  void ping() throws Exception {
    client.send("{\"type\":\"ping\",\"request_id\":\"r\"}");

    var pong = client.next();
    assertThat(pong.path("type").asText()).isEqualTo("pong");
    assertThat(pong.path("timestamp").isNumber()).isTrue();
    assertThat(pong.path("request_id").asText()).isEqualTo("r");
  }

  @Test
  void cancelTaskIsToldOnceByTheUpdate() throws Exception {
    var taskId = submit("wait");
    client.next("task_status_update");

    client.send("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(taskId));

    var cancelled = client.next();
    assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
    assertThat(cancelled.path("seq").asLong()).isEqualTo(2);
    client.send("{\"type\":\"ping\"}");
    assertThat(client.next().path("type").asText()).isEqualTo("pong");
  }

  @Test
  void cancelTaskWithARequestIdIsAnsweredBesideTheUpdate() throws Exception {
    var taskId = submit("wait");
    client.next("task_status_update");

    client.send(
        "{\"type\":\"cancel_task\",\"task_id\":\"%s\",\"request_id\":\"r\"}".formatted(taskId));

    var both = List.of(client.next(), client.next());
    assertThat(both).allMatch(each -> each.path("status").asText().equals("cancelled"));
    assertThat(both).filteredOn(each -> each.path("seq").asLong() == 2).hasSize(1);
    assertThat(both)
        .filteredOn(each -> each.path("request_id").asText().equals("r"))
        .singleElement()
        .matches(reply -> !reply.has("seq"));
  }

  @Test
  void cancelTaskThatHasEnded() throws Exception {
    var completed = submit("a");
    untilEnd();
    client.send("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(completed));
    assertThat(client.next().path("code").asText()).isEqualTo("task_not_cancellable");

    var cancelled = submit("wait");
    client.next("task_status_update");
    client.send("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(cancelled));
    untilEnd();
    client.send("{\"type\":\"cancel_task\",\"task_id\":\"%s\"}".formatted(cancelled));
    assertThat(client.next().path("status").asText()).isEqualTo("cancelled");
  }

  @Test
  void resumesWhereItLeftOff() throws Exception {
    for (int i = 0; i < 100; i++) {
      submit("a" + i);
    }
    while (client.next("task_status_update").path("seq").asLong() < 200) {
      // until all have ended
    }
    client.close();

    try (var again = resume("&after=7")) {
      var hello = again.next();
      assertThat(hello.path("client_id").asText()).isEqualTo(clientId);
      assertThat(hello.path("resumed").asBoolean()).isTrue();
      var seqs = new ArrayList<Long>();
      while (seqs.size() < 193) {
        seqs.add(again.next("task_status_update").path("seq").asLong());
      }
      assertThat(seqs).isEqualTo(LongStream.rangeClosed(8, 200).boxed().toList());
      again.send("{\"type\":\"get_my_tasks\"}");
      assertThat(again.next("my_tasks").path("tasks")).hasSize(100);
      again.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"a\"}}");
      assertThat(again.next().path("type").asText()).isEqualTo("task_submitted");
      assertThat(again.next().path("seq").asLong()).isEqualTo(201);
    }
  }

  @Test
  void resumesWithoutACursorFromNowOn() throws Exception {
    submit("a");
    untilEnd();
    client.close();

    try (var again = resume("")) {
      assertThat(again.next().path("resumed").asBoolean()).isTrue();
      again.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"b\"}}");
      assertThat(again.next().path("type").asText()).isEqualTo("task_submitted");
      assertThat(again.next().path("seq").asLong()).isEqualTo(3);
    }
  }

  @Test
  void saysThatACursorCannotBeRead() throws Exception {
    for (var after : List.of("x", "-1", "99999999999999999999", "")) {
      try (var again = resume("&after=" + after)) {
        again.next("connection_established");
        assertThat(again.next().path("code").asText()).isEqualTo("invalid_request");
        again.send("{\"type\":\"ping\"}");
        assertThat(again.next().path("type").asText()).isEqualTo("pong");
      }
    }
  }

  @Test
  void takesACursorFromTheFutureForTheNewest() throws Exception {
    submit("a");
    untilEnd();

    try (var again = resume("&after=1000")) {
      again.next("connection_established");
      again.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"b\"}}");
      assertThat(again.next("task_status_update").path("seq").asLong()).isEqualTo(3);
    }
  }

  @Test
  void givesAClientItDoesNotKnowANewId() throws Exception {
    var forged = "00000000-0000-4000-8000-000000000000";
    try (var stranger =
        PulseClient.connect(server.address("/ws?client_id=" + forged + "&after=0"))) {
      var hello = stranger.next();
      assertThat(hello.path("client_id").asText()).isNotEqualTo(forged);
      assertThat(hello.path("resumed").asBoolean()).isFalse();
    }
  }

  @Test
  void tellsEveryConnectionOfAClient() throws Exception {
    try (var second = resume("")) {
      second.next("connection_established");
      submit("a");
      assertThat(second.next().path("status").asText()).isEqualTo("processing");
      assertThat(second.next().path("status").asText()).isEqualTo("completed");
    }
  }

  private PulseClient resume(String more) throws InterruptedException {
    return PulseClient.connect(server.address("/ws?client_id=" + clientId + more));
  }

  private String submit(String text) throws InterruptedException {
    client.send("{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\"}}".formatted(text));
    return client.next("task_submitted").path("task_id").asText();
  }

  private JsonNode untilEnd() throws InterruptedException {
    var update = client.next("task_status_update");
    while (update.path("status").asText().equals("processing")) {
      update = client.next("task_status_update");
    }
    return update;
  }
}
