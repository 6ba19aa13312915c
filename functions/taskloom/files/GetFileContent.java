package taskloom.files;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import taskloom.engine.Caller;
import taskloom.server.Answers;
import taskloom.server.OwnedHandler;
import taskloom.server.RequestMemory;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// `GET /{task_id}/file-content?filename=`: a text file's content, in UTF-8 or, as Chinese data
/// often is, in GB 18030.
public final class GetFileContent implements OwnedHandler {
  /// The most bytes that are shown this way.
  public static final int MAX_BYTES = 5_000_000;

  private static final List<Charset> CHARSETS =
      List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"));

  private record Content(String content, String filename, String type) {}

  private final TaskFolders folders;

  /// Reads from `folders`.
  public GetFileContent(TaskFolders folders) {
    this.folders = folders;
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response)
      throws IOException {
    try (var open = folders.queried(caller, request)) {
      // The bytes and their text, until it is sent.
      RequestMemory.hold(2 * Math.min(open.file().size(), MAX_BYTES));
      var bytes = open.stream().readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new Refusal(
            ErrorCode.PAYLOAD_TOO_LARGE,
            "The file is larger than %d MB; download it".formatted(MAX_BYTES / 1_000_000));
      }
      var file = open.file();
      Answers.json(request, response, new Content(text(bytes), file.path(), file.type()));
    }
  }

  private static String text(byte[] bytes) {
    for (var charset : CHARSETS) {
      try {
        var text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (text.indexOf('\0') < 0) {
          return text.startsWith("\ufeff") ? text.substring(1) : text;
        }
      } catch (CharacterCodingException _) {
        // It may be in the next.
      }
    }
    throw new Refusal(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The file is not text; download it instead");
  }
}
