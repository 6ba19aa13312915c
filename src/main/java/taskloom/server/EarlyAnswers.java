package taskloom.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import java.nio.charset.StandardCharsets;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Answers on a connection whose request never becomes one: before Helidon has a request to answer,
/// and in our words, which Helidon (4.5.0) does not take for such answers.
public final class EarlyAnswers {
  private EarlyAnswers() {}

  /// Writes the refusal as an answer.
  ///
  /// @param extra header lines of its own, each with its line end
  /// @return what is to be thrown then: Helidon closes the connection and logs nothing
  public static CloseConnectionException refuse(
      ConnectionContext connection, Refusal refusal, String... extra) {
    var body = Failures.json(refusal);
    var status = Status.create(refusal.code().httpStatus());
    var head =
        new StringBuilder()
            .append("HTTP/1.1 %d %s\r\n".formatted(status.code(), status.reasonPhrase()))
            .append("Content-Type: application/json\r\n")
            .append("Content-Length: %d\r\n".formatted(body.length))
            .append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n")
            .append("Connection: close\r\n");
    var retryAfter = refusal.retryAfter();
    if (retryAfter != null) {
      head.append("Retry-After: %d\r\n".formatted(Failures.wholeSeconds(retryAfter)));
    }
    if (refusal.code() == ErrorCode.UNAUTHORIZED) {
      head.append("WWW-Authenticate: %s\r\n".formatted(Failures.CHALLENGE));
    }
    for (var line : extra) {
      head.append(line);
    }
    var bytes = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    connection.dataWriter().writeNow(BufferData.create(bytes), BufferData.create(body));
    return new CloseConnectionException("refused: " + refusal.code().word());
  }
}
