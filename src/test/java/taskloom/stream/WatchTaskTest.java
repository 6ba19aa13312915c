package taskloom.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import taskloom.SocketServer;
import taskloom.engine.Caller;
import taskloom.engine.Commits;
import taskloom.engine.NewTask;
import taskloom.engine.TaskLog;
import taskloom.engine.TaskWork;
import taskloom.server.Callers;
import taskloom.task.EventDraft;
import taskloom.task.Task;
import taskloom.task.TaskKind;
import taskloom.task.TaskStatus;
import taskloom.task.TokenUsage;
import taskloom.testing.Analysts;
import taskloom.testing.RawSocket;
import taskloom.wire.Json;
import taskloom.wire.StreamMessage;
import taskloom.wire.StreamMessages;
import taskloom.wire.TaskInput;

class WatchTaskTest {
  private static final Caller CALLER = new Caller(Callers.LOCAL, null);

  private final Steps steps = new Steps();
  private final SocketServer server = SocketServer.withModeling(Analysts.scripted(), steps);

  @AfterEach
  void stop() {
    await().untilAsserted(() -> assertThat(server.sessions().count()).isZero());
    server.close();
  }

  @Test
  void tellsWhatWasStoredAndThenWhatHappens() throws Exception {
    var taskId = submit();
    steps.begun.await();
    try (var early = watch(taskId, "")) {
      assertThat(type(early)).isEqualTo("system");
      assertThat(seqs(early, 5)).isEqualTo(LongStream.rangeClosed(2, 6).boxed().toList());

      try (var late = watch(taskId, "?after=4")) {
        assertThat(seqs(late, 2)).containsExactly(5L, 6L);
        steps.goOn.countDown();
        for (var socket : List.of(early, late)) {
          var success = Json.parse(socket.nextText());
          assertThat(success.path("type").asText()).isEqualTo("success");
          assertThat(success.path("seq").asLong()).isEqualTo(7);
          assertThat(success.path("id").asText()).isEqualTo(taskId + ":7");
          assertThat(success.path("timestamp").asText()).endsWith("Z");
          assertThat(socket.next().closeCode()).isEqualTo(1000);
        }
      }
    }

    try (var afterwards = watch(taskId, "")) {
      assertThat(seqs(afterwards, 7)).isEqualTo(LongStream.rangeClosed(1, 7).boxed().toList());
      assertThat(afterwards.next().closeCode()).isEqualTo(1000);
    }
    try (var nothingLeft = watch(taskId, "?after=7")) {
      assertThat(nothingLeft.next().closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void tellsManyMessagesToManyWatchers() throws Exception {
    steps.messages = 2_000;
    var taskId = submit();
    steps.begun.await();
    var watchers = new ArrayList<RawSocket>();
    for (int i = 0; i < 20; i++) {
      watchers.add(watch(taskId, ""));
    }
    steps.goOn.countDown();

    for (var watcher : watchers) {
      assertThat(seqs(watcher, 2_002)).isEqualTo(LongStream.rangeClosed(1, 2_002).boxed().toList());
      assertThat(watcher.next().closeCode()).isEqualTo(1000);
      watcher.close();
    }
  }

  @Test
  void answersHeartbeatsAndPassesOverTheRest() throws Exception {
    var taskId = submit();
    steps.begun.await();
    try (var socket = watch(taskId, "?after=6")) {
      socket.send("nonsense");
      socket.frame(true, RawSocket.BINARY, new byte[] {1});
      socket.send("{\"type\":\"ping\"}");

      var pong = Json.parse(socket.nextText());
      assertThat(pong.path("type").asText()).isEqualTo("pong");
      assertThat(Instant.parse(pong.path("timestamp").asText())).isNotNull();
    }
    steps.goOn.countDown();
  }

  @Test
  void tellsOfACancelledTask() throws Exception {
    var taskId = submit();
    steps.begun.await();
    try (var socket = watch(taskId, "?after=6")) {
      Commits.await(server.tasks().cancel(CALLER, taskId));

      assertThat(Json.parse(socket.nextText()).path("seq").asLong()).isEqualTo(7);
      assertThat(socket.next().closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void closesWhenTheTaskIsDeleted() throws Exception {
    var taskId = submit();
    steps.begun.await();
    try (var socket = watch(taskId, "?after=6")) {
      socket.send("{\"type\":\"ping\"}");
      socket.nextText();
      server.tasks().delete(CALLER, taskId);

      assertThat(socket.next().closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void watchesReasoningTasksAsWell() throws Exception {
    var task = NewTask.reasoning(new TaskInput.Text("a"), null);
    var taskId = Commits.await(server.tasks().submit(CALLER, task)).task().id();
    try (var socket = watch(taskId, "")) {
      assertThat(type(socket)).isEqualTo("task_submitted");
      assertThat(seqs(socket, 2)).containsExactly(2L, 3L);
      assertThat(socket.next().closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void closesUnknownIdsWith1008() throws Exception {
    for (var id : List.of("20250117-153000-a1b2c3d4", "nonsense", "a%00")) {
      try (var socket = RawSocket.open(server.port(), "/task/" + id)) {
        assertThat(socket.next().closeCode()).as(id).isEqualTo(1008);
      }
    }
  }

  private RawSocket watch(String taskId, String query) throws IOException {
    return RawSocket.open(server.port(), "/task/" + taskId + query);
  }

  private String submit() throws InterruptedException {
    var task =
        new NewTask(
            TaskKind.MODELING,
            null,
            "t",
            "d",
            "custom",
            "CHINA",
            0,
            "{}".getBytes(StandardCharsets.UTF_8),
            null);
    return Commits.await(server.tasks().submit(CALLER, task)).task().id();
  }

  private static List<Long> seqs(RawSocket socket, int count) throws IOException {
    var seqs = new ArrayList<Long>();
    while (seqs.size() < count) {
      seqs.add(Json.parse(socket.nextText()).path("seq").asLong());
    }
    return seqs;
  }

  private static String type(RawSocket socket) throws IOException {
    return Json.parse(socket.nextText()).path("type").asText();
  }

  /// `system`, five steps, then (when told to go on) as many more as told, and `success`.
  private static final class Steps implements TaskWork {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile int messages = 5;

    @Override
    public List<EventDraft> submitted(Task task) {
      return List.of();
    }

    @Override
    public List<EventDraft> started(Task task, Instant at) {
      return List.of(StreamMessages.draft(new StreamMessage.SystemMessage("开始"), at));
    }

    @Override
    public Outcome run(Task task, TaskLog log) throws InterruptedException {
      tell(log, 1, 5);
      begun.countDown();
      goOn.await();
      for (int first = 6; first <= messages; first += 100) {
        tell(log, first, Math.min(first + 99, messages));
      }
      return new Outcome.Completed("{}".getBytes(StandardCharsets.UTF_8), TokenUsage.NONE);
    }

    @Override
    public List<EventDraft> ended(
        Task task,
        TaskStatus status,
        byte @Nullable [] result,
        @Nullable String error,
        Instant at) {
      var last =
          status == TaskStatus.COMPLETED
              ? new StreamMessage.CompletionMessage("完成", List.of())
              : new StreamMessage.SystemMessage(status.word());
      return List.of(StreamMessages.draft(last, at));
    }

    private static void tell(TaskLog log, int first, int last) throws InterruptedException {
      log.tell(
          IntStream.rangeClosed(first, last)
              .mapToObj(i ->
                  StreamMessages.draft(
                      new StreamMessage.StepMessage("步骤", i, last, "completed", ""), Instant.now()))
              .toList());
    }
  }
}
