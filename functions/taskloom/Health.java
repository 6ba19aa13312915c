package taskloom;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// For a container's health check where there is no shell: asks the server of this container
/// whether it is ready. Exit code 0: it is.
final class Health {
  private static final int PATIENCE_MILLIS = 3_000;

  private Health() {}

  public static void main(String[] args) {
    var own = System.getenv().getOrDefault("TASKLOOM_HEALTH_PORT", "0");
    var port = own.equals("0") ? System.getenv().getOrDefault("TASKLOOM_PORT", "8000") : own;
    System.exit(isReady(Integer.parseInt(port)) ? 0 : 1);
  }

  /// Plain HTTP/1.1: an HTTP client's classes would cost more than the question.
  static boolean isReady(int port) {
    try (var socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      socket.connect(address, PATIENCE_MILLIS);
      var request =
          """
          GET /observe/health/ready HTTP/1.1\r
          Host: localhost\r
          Connection: close\r
          \r
          """;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return status.equals("HTTP/1.1 200");
    } catch (IOException _) {
      return false;
    }
  }
}
