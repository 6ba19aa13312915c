package taskloom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import taskloom.task.ClientTasks;
import taskloom.task.ErrorCode;
import taskloom.task.TaskStatus;

class ServerMessagesTest {
  private static final Instant AT = Instant.ofEpochMilli(1_704_441_600_123L);

  @Test
  void writesEveryMessageInThePublishedShape() {
    assertThat(json(new ServerMessage.ConnectionEstablished("c", false, AT)))
        .isEqualTo(
            """
            {"type":"connection_established","client_id":"c","timestamp":1704441600.123,"resumed":false}\
            """);
    assertThat(json(new ServerMessage.TaskSubmitted("t", AT)))
        .isEqualTo(
            """
            {"type":"task_submitted","task_id":"t","status":"pending","timestamp":1704441600.123}\
            """);
    assertThat(
            json(
                new ServerMessage.TaskStatusUpdate(
                    "t", TaskStatus.COMPLETED, AT, utf8("{\"task_type\":\"行程\"}"), null)))
        .isEqualTo(
            """
            {"type":"task_status_update","task_id":"t","status":"completed","timestamp":1704441600.123,"result":{"task_type":"行程"}}\
            """);
    assertThat(
            json(new ServerMessage.TaskStatusUpdate("t", TaskStatus.FAILED, AT, null, "网络\"超时\"")))
        .isEqualTo(
            """
            {"type":"task_status_update","task_id":"t","status":"failed","timestamp":1704441600.123,"error":"网络\\"超时\\""}\
            """);
    assertThat(json(new ServerMessage.Stats(1, 2, 3, 4, 5, 6)))
        .isEqualTo(
            """
            {"type":"stats","data":{"active_connections":1,"total_tasks":2,"active_tasks":3,"completed_tasks":4,"failed_tasks":5,"queue_size":6}}\
            """);
    assertThat(json(new ServerMessage.Pong(AT)))
        .isEqualTo("{\"type\":\"pong\",\"timestamp\":1704441600.123}");
    assertThat(
            json(
                new ServerMessage.ErrorMessage(
                    ErrorCode.QUEUE_FULL, "The queue is full", Duration.ofMillis(1_500))))
        .isEqualTo(
            """
            {"type":"error","message":"The queue is full","code":"queue_full","retry_after":1.500}\
            """);
  }

  @Test
  void listsTasksWithTheTimesTheyHave() {
    var waiting = task(TaskStatus.PENDING, null, null);
    var done = task(TaskStatus.COMPLETED, AT.plusMillis(877), utf8("{}"));

    assertThat(json(new ServerMessage.MyTasks(new ClientTasks(List.of(waiting, done), false))))
        .isEqualTo(
            """
            {"type":"my_tasks","tasks":[\
            {"task_id":"t","status":"pending","created_at":1704441600.123},\
            {"task_id":"t","status":"completed","created_at":1704441600.123,\
            "started_at":1704441601.000,"completed_at":1704441601.000,"result":{}}]}\
            """);
    assertThat(json(new ServerMessage.MyTasks(new ClientTasks(List.of(), true))))
        .isEqualTo("{\"type\":\"my_tasks\",\"tasks\":[],\"more\":true}");
  }

  @Test
  void echoesTheRequestId() {
    assertThat(
            new String(
                ServerMessages.encode(new ServerMessage.Pong(AT), "a\"b"), StandardCharsets.UTF_8))
        .isEqualTo("{\"type\":\"pong\",\"timestamp\":1704441600.123,\"request_id\":\"a\\\"b\"}");
  }

  @Test
  void writesTimesAsPlainNumbersWithAFraction() {
    assertThat(Timestamps.seconds(Instant.EPOCH)).isEqualTo("0.000");
    assertThat(Timestamps.seconds(Instant.ofEpochMilli(1_000_000_000_007L)))
        .isEqualTo("1000000000.007");
  }

  private static ClientTasks.Item task(TaskStatus status, Instant ended, byte[] result) {
    return new ClientTasks.Item("t", status, AT, ended, ended, result, null);
  }

  private static String json(ServerMessage message) {
    return new String(ServerMessages.encode(message), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
