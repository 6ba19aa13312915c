package taskloom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

class MultipartTest {
  /// Hands out so many bytes at a time.
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private final int most;

    Trickle(byte[] bytes, int most) {
      this.in = new ByteArrayInputStream(bytes);
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, Math.min(length, most));
    }
  }

  @Test
  void partsComeInOrderWithTheirNames() throws IOException {
    try (var form =
        form(
            """
            passed over
            --B
            Content-Disposition: form-data; name="ques_all"

            问题一
            --B
            Content-Type: text/csv
            content-disposition: form-data; name=files; filename="a b.csv"

            x,y

            --B--
            passed over, too\
            """)) {
      var first = form.next().orElseThrow();
      assertThat(first.name()).isEqualTo("ques_all");
      assertThat(first.fileName()).isEmpty();
      assertThat(first.text(3)).isEqualTo("问题一");
      var second = form.next().orElseThrow();
      assertThat(second.fileName()).contains("a b.csv");
      assertThat(second.content().readAllBytes()).asString().isEqualTo("x,y\r\n");
      assertThat(form.next()).isEmpty();
      assertThat(form.next()).isEmpty();
    }
  }

  /// Contents full of what looks like a delimiter, wherever the network cuts them.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 64, 65_535, 1_000_000})
  void everyByteArrivesHoweverItIsCut(int most) throws IOException {
    var seed = 20_251_121L;
    var random = new Random(seed);
    var contents = new LinkedHashMap<String, byte[]>();
    var scraps = new String[] {"\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\n-", "B", "--B", "x"};
    for (int i = 0; i < 6; i++) {
      var content = new StringBuilder();
      var length = i == 5 ? 150_000 : random.nextInt(300);
      while (content.length() < length) {
        content.append(scraps[random.nextInt(scraps.length)]);
      }
      contents.put("f" + i, bytes(content.toString().replace("\r\n--B", "\r\n--b")));
    }
    try (var form = new Multipart(new Trickle(body(contents), most), "B")) {
      for (var each : contents.entrySet()) {
        var part = form.next().orElseThrow();
        assertThat(part.name()).isEqualTo(each.getKey());
        assertThat(part.content().readAllBytes()).as("seed %d", seed).isEqualTo(each.getValue());
      }
      assertThat(form.next()).isEmpty();
    }
  }

  @Test
  void whatIsNotReadIsPassedOver() throws IOException {
    var contents = Map.of("a", new byte[300_000], "b", new byte[300_000]);
    try (var form = new Multipart(new ByteArrayInputStream(body(contents)), "B")) {
      assertThat(form.next().orElseThrow().content().read()).isZero();
      assertThat(form.next()).isPresent();
      assertThat(form.next()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--",
        "no boundary at all",
        "--B",
        "--B\r\n",
        "--Bx\r\n\r\n--B--",
        "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nnever ends",
        "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B",
        "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--",
        "--B\r\n\r\nx\r\n--B--",
      })
  void whatIsNoFormIsRefused(String body) {
    assertThatThrownBy(
            () -> {
              try (var form = form(body)) {
                while (form.next().isPresent()) {
                  // goes on to the end
                }
              }
            })
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  @Test
  void headersHaveABound() {
    assertThatThrownBy(() -> form("--B\r\n" + "x".repeat(100_000)).next())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("too long headers");
    assertThatThrownBy(() -> form("--B\r\n" + "x: y\r\n".repeat(100_000)).next())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("too long headers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=\"files\"; filename=\"销量 1.csv\"",
        "name=files; filename=x; filename*=UTF-8''%E9%94%80%E9%87%8F%201.csv",
        "filename*=utf-8''%E9%94%80%E9%87%8F%201.csv; name=\"files\"",
      })
  void namesThatAreNotAsciiComeAsClientsWriteThem(String parameters) {
    var disposition = ContentDisposition.of(" form-data; " + parameters);
    assertThat(disposition.parameter("name")).contains("files");
    assertThat(disposition.fileName()).contains("销量 1.csv");
  }

  @Test
  void quotesInNames() {
    assertThat(ContentDisposition.of("form-data; filename=\"a\\\"b;c.csv\"").fileName())
        .contains("a\"b;c.csv");
    assertThat(ContentDisposition.of("form-data; filename=\"a%22b.csv\"").fileName())
        .contains("a\"b.csv");
    assertThat(ContentDisposition.of("form-data; filename=\"C:\\data\\b.csv\"").fileName())
        .contains("C:\\data\\b.csv");
    assertThat(ContentDisposition.of("form-data; filename=\"\"").fileName()).contains("");
    assertThat(ContentDisposition.of("form-data; filename=\"open").fileName()).contains("open");
    assertThat(ContentDisposition.of("form-data; filename*=UTF-8''%zz; filename=x").fileName())
        .contains("x");
  }

  private static Multipart form(String text) {
    var body = text.contains("\r") ? text : text.replace("\n", "\r\n");
    return new Multipart(new ByteArrayInputStream(bytes(body)), "B");
  }

  private static byte[] body(Map<String, byte[]> contents) {
    var body = new ByteArrayOutputStream();
    contents.forEach((name, content) -> {
      body.writeBytes(
          bytes("--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n"));
      body.writeBytes(content);
      body.writeBytes(bytes("\r\n"));
    });
    body.writeBytes(bytes("--B--"));
    return body.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
