package taskloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.testing.ModelingServer;
import taskloom.testing.RunnerProcess;

class AboutTest {
  private static final int PLACES = 64;
  @TempDir private Path folder;

  @Test
  void aRunnerWithoutAPlaceIsFullAndNotOutOfReach() throws Exception {
    try (var runner = RunnerProcess.start(folder, "full.sock")) {
      var socket = runner.sandbox().socket();
      assertThat(socket).isNotNull();
      var taken = new ArrayList<SocketChannel>();
      for (int i = 0; i < PLACES; i++) {
        taken.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      }
      try (var server =
          new ModelingServer(
              folder.resolve("data"), Map.of("TASKLOOM_RUNNER_SOCKET", socket.toString()))) {
        var sandbox = server.get("/status").json().path("parts").path("sandbox");

        assertThat(sandbox.path("name").asText()).isEqualTo("socket");
        assertThat(sandbox.path("status").asText()).isEqualTo("full");
      }
      for (var connection : taken) {
        connection.close();
      }
    }
  }
}
