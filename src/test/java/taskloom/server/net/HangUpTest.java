package taskloom.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.HttpFixture;

/// A client that hangs up, wherever it is in its request, is no event: nothing is logged that an
/// operator sees, and nothing of what it sent at any level.
@Isolated("the log belongs to the whole process")
class HangUpTest {
  private static final String SECRET = "alices-key";
  private static final String HEAD = "Host: localhost\r\nAuthorization: Bearer " + SECRET + "\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /stats?access_token=alices-key",
        "GET /stats?access_token=alices-key HTTP/1.1\r\nHost: x\r\n",
        "GET /stats?access_token=alices-key HTTP/1.1\r\n%s\r\n",
        "GET /nothing?access_token=alices-key HTTP/1.1\r\n%s\r\n",
        "GET /tasks/%%zz?access_token=alices-key HTTP/1.1\r\n%s\r\n",
        "GET /openapi?access_token=alices-key HTTP/1.1\r\n%s\r\n",
        "GET /ws?access_token=alices-key HTTP/1.1\r\n%s\r\n",
        "POST /tasks?access_token=alices-key HTTP/1.1\r\n%sContent-Length: 9\r\n\r\n{",
        "POST /tasks?access_token=alices-key HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        "POST /tasks?access_token=alices-key HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\nx"
      })
  void nothingIsLogged(String request) throws Exception {
    var bytes = request.formatted(HEAD).repeat(request.endsWith("\r\n\r\n") ? 200 : 1);
    var log = new Log();
    try (var http = new HttpFixture()) {
      log.listen();
      for (int i = 0; i < 10; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        // A reset rather than an end: what is written then fails.
        socket.setSoLinger(true, 0);
        socket.close();
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> http.connections() == 0);
    } finally {
      log.stop();
    }
    assertThat(log.lines).noneMatch(line -> line.contains(SECRET));
    assertThat(log.seen).isEmpty();
  }

  /// Everything the server and its platform log.
  private static final class Log extends Handler {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Logger server = Logger.getLogger("taskloom");
    private final Logger platform = Logger.getLogger("io.helidon");

    void listen() {
      setLevel(Level.ALL);
      server.addHandler(this);
      platform.addHandler(this);
    }

    void stop() {
      server.removeHandler(this);
      platform.removeHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      var line = entry.getMessage() + " " + entry.getThrown();
      lines.add(line);
      if (entry.getLevel().intValue() > Level.INFO.intValue()) {
        seen.add(line);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
