package taskloom.server.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskloom.SocketServer;
import taskloom.testing.Analysts;
import taskloom.testing.PulseClient;

/// Clients that others wrote, with the longest text there may be. Those that are not installed are
/// passed over.
class ClientsTest {
  private static final String LONGEST = "机".repeat(32_768);

  private final SocketServer server = SocketServer.with(Analysts.scripted());
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    await().untilAsserted(() -> assertThat(server.sessions().count()).isZero());
    server.close();
  }

  @Test
  void javaWebSocketWithCompression() throws Exception {
    try (var client = PulseClient.compressed(server.address("/ws"))) {
      assertThat(client.extensions()).contains("permessage-deflate");
      client.next("connection_established");
      for (var i = 0; i < 3; i++) {
        client.send(
            "{\"type\":\"submit_task\",\"data\":{\"text\":\"%s\"},\"request_id\":\"r%d\"}"
                .formatted(LONGEST, i));
        var submitted = client.next("task_submitted");
        assertThat(submitted.path("request_id").asText()).isEqualTo("r" + i);
      }
      client.send("{\"type\":\"get_my_tasks\"}");
      assertThat(client.next("my_tasks").path("tasks")).hasSize(3);
    }
  }

  @Test
  void pythonsWebsocketsWithCompression() throws Exception {
    var python = "/usr/bin/python3";
    assumeTrue(
        Files.isExecutable(Path.of(python)) && run(python, "-c", "import websockets").code() == 0);

    var result =
        run(
            python,
            "-c",
            """
            import asyncio, json, sys, websockets

            async def main():
                async with websockets.connect(sys.argv[1], compression="deflate") as socket:
                    print([e.name for e in socket.extensions])
                    print(json.loads(await socket.recv())["type"])
                    text = json.dumps({"type": "submit_task", "data": {"text": "机" * 32768}}, ensure_ascii=False)
                    await socket.send(text)
                    print(json.loads(await socket.recv())["type"])
                    await socket.send([text[:7], text[7:9000], text[9000:]])
                    while json.loads(await socket.recv())["type"] != "task_submitted":
                        pass
                    await (await socket.ping())
                print(socket.close_code)

            asyncio.run(main())
            """,
            server.address("/ws").toString());

    assertThat(result.output())
        .containsExactly(
            "['permessage-deflate']", "connection_established", "task_submitted", "1000");
  }

  @Test
  void nodesOwn() throws Exception {
    var flag = "--experimental-websocket";
    assumeTrue(
        run("node", flag, "-e", "new WebSocket('ws://127.0.0.1:9').onerror=_=>0").code() == 0);

    var result =
        run(
            "node",
            flag,
            "--no-warnings",
            "-e",
            """
            const socket = new WebSocket(process.argv[1], ['pulse.v1']);
            socket.onmessage = ({data}) => {
              const {type, status} = JSON.parse(data);
              console.log(status ?? type);
              if (type === 'connection_established') {
                socket.send(JSON.stringify({type: 'submit_task', data: {text: '机'.repeat(32768)}}));
              } else if (status === 'completed') {
                socket.close(4001, '再见');
              }
            };
            socket.onerror = ({message, error}) => console.log(message, error);
            socket.onclose = ({code, wasClean}) => console.log(socket.protocol, code, wasClean);
            """,
            server.address("/ws").toString());

    assertThat(result.output())
        .containsExactly(
            "connection_established", "pending", "processing", "completed", "pulse.v1 4001 true");
  }

  private record Result(int code, List<String> output) {}

  private Result run(String... command) throws IOException, InterruptedException {
    var output = Files.createTempFile(folder, "output", ".txt");
    Process process;
    try {
      process =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException _) {
      return new Result(-1, List.of());
    }
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readAllLines(output, StandardCharsets.UTF_8));
  }
}
