package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import taskloom.wire.Json;

@Isolated("the log configuration belongs to the whole process")
class LogsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Logger logger = Logger.getLogger("taskloom.server.LogsTest");

  @AfterEach
  void restore() throws java.io.IOException {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void aRecordIsOneLineEvenWithATrace() {
    Logs.to(out(), false);
    logger.log(Level.WARNING, "first\nsecond", new IllegalStateException("why"));

    assertThat(text())
        .hasLineCount(1)
        .contains("WARNING first | second", "IllegalStateException: why");
  }

  @Test
  void asJsonARecordIsOneObject() throws JsonProcessingException {
    Logs.to(out(), true);
    logger.info("task \"1\" done");

    assertThat(text()).hasLineCount(1);
    assertThat(Json.parse(text()).path("message").asText()).isEqualTo("task \"1\" done");
    assertThat(Json.parse(text()).path("level").asText()).isEqualTo("INFO");
  }

  @Test
  void neitherAKeyNorAQueryIsTold() {
    Logs.to(out(), false);
    logger.log(
        Level.WARNING,
        "GET /ws?access_token=SECRET1&x=1 failed, access_token=SECRET2",
        new IllegalStateException("/a?key=SECRET3 Authorization: Bearer SECRET4"));

    assertThat(text()).contains("GET /ws", "failed").doesNotContain("SECRET");
  }

  private PrintStream out() {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
