package taskloom.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A body of `multipart/form-data`, as a browser writes it.
public final class Form {
  /// What to send it as.
  public static final String TYPE = "multipart/form-data; boundary=----taskloom7MA4YWxkTrZu0gW";

  private static final String BOUNDARY = "------taskloom7MA4YWxkTrZu0gW";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// The three fields every modelling task has.
  public static Form modeling(String problem) {
    return new Form()
        .field("ques_all", problem)
        .field("comp_template", "CHINA")
        .field("format_output", "Markdown");
  }

  /// Adds a text.
  public Form field(String name, String value) {
    return part("name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a file of the field `files`.
  public Form file(String fileName, byte[] content) {
    return part("name=\"files\"; filename=\"" + fileName + "\"", content);
  }

  /// Adds a text file of the field `files`.
  public Form file(String fileName, String content) {
    return file(fileName, content.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a part with these parameters of its `Content-Disposition`.
  public Form part(String parameters, byte[] content) {
    text(BOUNDARY + "\r\nContent-Disposition: form-data; " + parameters);
    text("\r\nContent-Type: application/octet-stream\r\n\r\n");
    bytes.writeBytes(content);
    text("\r\n");
    return this;
  }

  /// The whole body.
  public byte[] bytes() {
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(bytes.toByteArray());
    whole.writeBytes((BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return whole.toByteArray();
  }

  private void text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
