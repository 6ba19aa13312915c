package taskloom.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.BadRequestException;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;
import taskloom.wire.Json;

/// Reads JSON bodies with the strictness of `/ws`: one JSON object, in UTF-8 without mending, at
/// most [#MAX_BYTES].
public final class Bodies {
  /// The largest JSON body, in bytes.
  public static final int MAX_BYTES = 1 << 20;

  private static final int FIRST_BYTES = 1 << 10;

  private Bodies() {}

  /// The body as a JSON object.
  ///
  /// @throws Refusal `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `INVALID_UTF8`, `INVALID_JSON`,
  ///   or `INVALID_REQUEST` for JSON that is no object
  public static ObjectNode object(ServerRequest request) throws IOException {
    requireJson(request);
    var text = utf8(bytes(request), "The body");
    JsonNode node;
    try {
      node = Json.parse(text);
    } catch (StreamConstraintsException _) {
      throw new Refusal(
          ErrorCode.INVALID_JSON,
          "The JSON nests deeper than %d, or holds a number or a name that is too long"
              .formatted(Json.MAX_DEPTH));
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw new Refusal(
          ErrorCode.INVALID_JSON,
          place == null
              ? "The body is not valid JSON"
              : "The body is not valid JSON: line %d, column %d"
                  .formatted(place.getLineNr(), place.getColumnNr()));
    }
    if (node.isMissingNode()) {
      throw new Refusal(ErrorCode.INVALID_JSON, "The body is empty; send a JSON object");
    }
    if (!(node instanceof ObjectNode object)) {
      throw new Refusal(ErrorCode.INVALID_REQUEST, "The body must be a JSON object");
    }
    return object;
  }

  /// What kind of body it says it is.
  ///
  /// @throws Refusal `UNSUPPORTED_MEDIA_TYPE` when that cannot be read
  static Optional<HttpMediaType> type(ServerRequest request) {
    try {
      return request.headers().contentType();
    } catch (BadRequestException _) {
      throw new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The Content-Type is no media type");
    }
  }

  private static void requireJson(ServerRequest request) {
    var type = type(request);
    if (type.isPresent() && !isJson(type.get())) {
      throw new Refusal(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Send JSON in UTF-8, with 'Content-Type: application/json'");
    }
  }

  private static boolean isJson(HttpMediaType type) {
    return type.mediaType().type().equals("application")
        && (type.mediaType().subtype().equals("json") || type.mediaType().hasSuffix("json"))
        && type.charset().map("utf-8"::equalsIgnoreCase).orElse(true);
  }

  private static byte[] bytes(ServerRequest request) throws IOException {
    if (request.headers().contentLength().orElse(0) > MAX_BYTES) {
      throw tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    var in = request.content().inputStream();
    var bytes = new ByteArrayOutputStream(FIRST_BYTES);
    var piece = new byte[FIRST_BYTES];
    for (var read = in.read(piece); read >= 0; read = in.read(piece)) {
      if (bytes.size() + read > MAX_BYTES) {
        throw tooLarge();
      }
      bytes.write(piece, 0, read);
      RequestMemory.hold(read);
    }
    return bytes.toByteArray();
  }

  private static Refusal tooLarge() {
    return new Refusal(
        ErrorCode.PAYLOAD_TOO_LARGE, "The body may have at most %d bytes".formatted(MAX_BYTES));
  }

  /// Decodes without mending.
  ///
  /// @param what `The body`, for the sentence
  /// @throws Refusal `INVALID_UTF8`
  static String utf8(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new Refusal(ErrorCode.INVALID_UTF8, what + " is not valid UTF-8");
    }
  }
}
