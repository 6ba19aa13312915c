package taskloom.server.ws;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.util.List;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// Refuses a request whose head leaves in doubt where its body ends, before Helidon reads one: of
/// two lengths it takes the first, of a length and chunks the chunks, and of an encoding it does
/// not know nothing at all, so that the body becomes the next request. A proxy in front may read it
/// the other way (RFC 9112, 6.3 and 11.2). The connection ends with the answer.
final class RequestHeads {
  private RequestHeads() {}

  /// @throws RequestException that Helidon answers, with a [Refusal] as its cause
  static void check(Headers headers) {
    var encodings = values(headers, HeaderNames.TRANSFER_ENCODING);
    var lengths = values(headers, HeaderNames.CONTENT_LENGTH);
    if (!hasClearLength(encodings, lengths)) {
      throw refused(
          new Refusal(
              ErrorCode.INVALID_REQUEST,
              "Say once where the body ends: one Content-Length, or Transfer-Encoding: chunked"));
    }
    if (!values(headers, HeaderNames.CONTENT_ENCODING).stream()
        .allMatch("identity"::equalsIgnoreCase)) {
      throw refused(
          new Refusal(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as it is, without Content-Encoding"));
    }
  }

  private static boolean hasClearLength(List<String> encodings, List<String> lengths) {
    return encodings.isEmpty()
        ? lengths.isEmpty() || (lengths.size() == 1 && isNumber(lengths.getFirst()))
        : lengths.isEmpty()
            && encodings.size() == 1
            && encodings.getFirst().equalsIgnoreCase("chunked");
  }

  private static boolean isNumber(String length) {
    return !length.isEmpty() && length.chars().allMatch(each -> each >= '0' && each <= '9');
  }

  private static List<String> values(Headers headers, HeaderName name) {
    return headers.contains(name) ? headers.get(name).allValues() : List.of();
  }

  /// What Helidon answers with this refusal, ending the connection.
  static RequestException refused(Refusal refusal) {
    return RequestException.builder()
        .type(EventType.OTHER)
        .status(Status.create(refusal.code().httpStatus()))
        .message(refusal.sentence())
        .cause(refusal)
        .setKeepAlive(false)
        .build();
  }
}
