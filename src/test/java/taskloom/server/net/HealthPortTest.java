package taskloom.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthPortTest {
  @AutoClose
  private final HealthPort health =
      HealthPort.open(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          path ->
              new HealthPort.Answer(
                  path.equals("/observe/health/live") ? 200 : 404, path.getBytes(US_ASCII)));

  HealthPortTest() throws IOException {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /observe/health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /observe/health/live?x=y HTTP/1.0\r\n\r\n"
      })
  void aProbeIsAnswered(String request) throws IOException {
    assertThat(ask(request)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("/observe/health/live");
  }

  @Test
  void whatIsNoProbeIsNotFoundOrHungUpOn() throws IOException {
    assertThat(ask("GET /nothing HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 Not Found\r\n");
    assertThat(ask("\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("x".repeat(5_000))).isEmpty();
    assertThat(ask("HEAD /observe/health/live HTTP/1.1\r\n\r\n")).endsWith("\r\n\r\n");
  }

  @Test
  void silentConnectionsDoNotKeepAProbeAway() throws IOException {
    var silent = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 300; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), health.port()));
      }
      assertThat(ask("GET /observe/health/live HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    } finally {
      for (var socket : silent) {
        socket.close();
      }
    }
  }

  private String ask(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), health.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException _) {
      return "";
    }
  }
}
