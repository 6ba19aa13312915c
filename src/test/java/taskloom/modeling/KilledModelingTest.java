package taskloom.modeling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.model.chat.StubAnswer;
import taskloom.model.chat.StubModel;
import taskloom.testing.Form;
import taskloom.testing.PulseClient;
import taskloom.testing.ServerProcess;
import taskloom.wire.Json;

/// `kill -9` in the middle of a part: the next process goes on after the last finished one, and a
/// client that comes back with its cursor misses nothing.
class KilledModelingTest {
  @TempDir private Path data;
  @AutoClose private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theStreamGoesOnWhereItWas() throws Exception {
    var restarted = new AtomicBoolean();
    var team =
        new Team()
            .coder(
                "ques1",
                talk -> {
                  if (talk.turn() == 0) {
                    // `d` is what the part before has left in the interpreter.
                    return Team.execute(Team.FIT);
                  }
                  return restarted.get() ? StubAnswer.words("斜率为 2.0。") : StubAnswer.silence();
                });
    try (var model = StubModel.start().choose(team);
        var library = new Works(200)) {
      var environment = WholeServerTest.environment(model, library);
      String id;
      List<JsonNode> before;
      try (var server = ServerProcess.start(data, environment)) {
        id = submit(server);
        try (var watcher = watcher(server, id, 0)) {
          watcher.next("code_execution");
          watcher.next("code_execution");
          server.kill();
          watcher.closed().get(20, TimeUnit.SECONDS);
          before = List.copyOf(watcher.seen());
        }
      }
      restarted.set(true);
      try (var server = ServerProcess.start(data, environment);
          var watcher = watcher(server, id, before.size())) {
        assertThat(watcher.closed().get(120, TimeUnit.SECONDS)).isEqualTo(1000);
        var after = List.copyOf(watcher.seen());
        WholeServerTest.assertGapFree(before, 0);
        WholeServerTest.assertGapFree(after, before.size());
        assertThat(after.getFirst().path("type").textValue()).isEqualTo("system");
        assertThat(after.getLast().path("type").textValue()).isEqualTo("success");
        // The finished part is not done again; the one that was cut off is.
        assertThat(cells(before)).containsExactly(Team.EDA, Team.FIT);
        assertThat(cells(after)).containsExactly(Team.FIT, Team.SENSITIVITY);

        try (var late = watcher(server, id, 0)) {
          assertThat(late.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1000);
          assertThat(late.seen().subList(0, before.size())).isEqualTo(before);
          assertThat(late.seen().subList(before.size(), late.seen().size())).isEqualTo(after);
        }
      }
    }
  }

  @Test
  void aTaskOutlivesMoreKillsThanAttemptsWhileItGetsOn() throws Exception {
    // Each life answers about one stage, and says nothing about the next.
    var stage = new AtomicReference<String>();
    var lives = new AtomicInteger(5);
    var stuck = new Semaphore(0);
    var team = new Team();
    try (var model =
            StubModel.start()
                .choose(request -> {
                  var messages = request.body().path("messages");
                  var asked = messages.path(0).toString() + messages.path(1);
                  if (lives.get() > 0
                      && !asked.equals(
                          stage.updateAndGet(known -> known == null ? asked : known))) {
                    stuck.release();
                    return StubAnswer.silence();
                  }
                  return team.apply(request);
                });
        var library = new Works(200)) {
      var environment = WholeServerTest.environment(model, library);
      var id = "";
      while (lives.get() > 0) {
        try (var server = ServerProcess.start(data, environment)) {
          id = id.isEmpty() ? submit(server) : id;
          assertThat(stuck.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
          server.kill();
        }
        stage.set(null);
        lives.decrementAndGet();
      }
      try (var server = ServerProcess.start(data, environment);
          var watcher = watcher(server, id, 0)) {
        assertThat(watcher.closed().get(120, TimeUnit.SECONDS)).isEqualTo(1000);
        var seen = List.copyOf(watcher.seen());
        WholeServerTest.assertGapFree(seen, 0);
        assertThat(seen.getLast().path("type").textValue()).isEqualTo("success");
        assertThat(cells(seen)).containsExactly(Team.EDA, Team.FIT, Team.SENSITIVITY);
      }
    }
  }

  private static List<String> cells(List<JsonNode> messages) {
    return messages.stream()
        .filter(message -> message.path("type").asText().equals("code_execution"))
        .map(message -> message.path("code").asText())
        .toList();
  }

  private String submit(ServerProcess server) throws Exception {
    var form = Form.modeling(Team.PROBLEM).file("sales.csv", Team.CSV).bytes();
    var request =
        HttpRequest.newBuilder(server.address("http", "/modeling"))
            .header("Content-Type", Form.TYPE)
            .POST(BodyPublishers.ofByteArray(form))
            .build();
    var answer = http.send(request, BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Json.trusted(answer.body()).path("task_id").textValue();
  }

  private PulseClient watcher(ServerProcess server, String id, long after)
      throws InterruptedException {
    return PulseClient.connect(server.address("ws", "/task/" + id + "?after=" + after));
  }
}
