package taskloom.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.Taskloom;
import taskloom.modeling.Modeling;
import taskloom.modeling.ModelingSettings;
import taskloom.server.Environment;
import taskloom.server.Settings;
import taskloom.testing.Analysts;
import taskloom.testing.ManualClock;
import taskloom.testing.NoAgents;

class GetStatusTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  @TempDir Path folder;
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  /// Answers as the runner does, and counts who asked.
  private record Runner(ServerSocketChannel listener, AtomicInteger asked)
      implements AutoCloseable {
    static Runner at(Path socket) throws IOException {
      var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(socket));
      var runner = new Runner(listener, new AtomicInteger());
      Thread.startVirtualThread(runner::serve);
      return runner;
    }

    private void serve() {
      while (true) {
        try (var connection = listener.accept()) {
          asked.incrementAndGet();
          new BufferedReader(new InputStreamReader(Channels.newInputStream(connection), UTF_8))
              .readLine();
          connection.write(ByteBuffer.wrap("{\"type\":\"healthy\"}\n".getBytes(UTF_8)));
        } catch (IOException _) {
          return; // closed
        }
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @Test
  void aFloodOfRequestsIsOneLookAtTheRunner() throws Exception {
    var socket = folder.resolve("runner.sock");
    try (var runner = Runner.at(socket);
        var server = start(Map.of("TASKLOOM_RUNNER_SOCKET", socket.toString()))) {
      assertThat(server.modeling().orElseThrow().sandbox().available()).isTrue();
      var before = runner.asked().get(); // how code runs here was found out by asking it, too

      assertThat(status(server, 50)).containsOnly(200).hasSize(50);
      assertThat(runner.asked()).hasValue(before + 1);

      clock.advance(Duration.ofSeconds(5));
      assertThat(status(server, 50)).containsOnly(200).hasSize(50);
      assertThat(runner.asked()).hasValue(before + 2);
    }
  }

  /// Asks that often at once.
  private List<Integer> status(Taskloom server, int times) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/status")).build();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, times)
              .mapToObj(_ ->
                  threads.submit(() -> client.send(request, HttpResponse.BodyHandlers.ofString())))
              .toList();
      var statuses = new ArrayList<Integer>();
      for (var answer : answers) {
        assertThat(answer.get().body()).contains("{\"name\":\"socket\",\"status\":\"ok\"}");
        statuses.add(answer.get().statusCode());
      }
      return statuses;
    }
  }

  private Taskloom start(Map<String, String> variables) throws Exception {
    var settings =
        Settings.from(
            new Environment(
                Map.of("TASKLOOM_PORT", "0", "TASKLOOM_DATA", folder.resolve("data").toString())));
    var modeling = ModelingSettings.from(new Environment(variables));
    return Taskloom.start(
        settings,
        new Taskloom.Parts(
            Analysts.scripted(),
            List.of(),
            (data, ownerOf) ->
                Modeling.open(
                    modeling, variables, data, ownerOf, new NoAgents(), NoAgents.NAME, clock)),
        Clock.systemUTC());
  }
}
