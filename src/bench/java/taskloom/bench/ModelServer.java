package taskloom.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// A model API over HTTP that answers every chat completion at once, as a stream of events: the
/// same short analysis, a few tokens to an event. As little work as can be, so that the processors
/// are the server's.
final class ModelServer {
  private static final String ANALYSIS =
      """
      {"task_type":"trip","confidence":0.85,"potential_omissions":["行李","交通工具"],\
      "summary_text":"很确定这是一个出行安排","suggested_plan":"建议提前一晚准备好证件和行李"}\
      """;
  private static final int TOKENS = 12;
  private static final byte[] ANSWER = answer();

  private ModelServer() {}

  public static void main(String[] args) throws IOException {
    try (var server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress())) {
      System.out.println("Taskloom listens on http://127.0.0.1:" + server.getLocalPort());
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), 16_384);
      var out = socket.getOutputStream();
      for (int length = readHead(in); length >= 0; length = readHead(in)) {
        in.skipNBytes(length);
        out.write(ANSWER);
      }
    } catch (IOException _) {
      // The server has hung up.
    }
  }

  /// The length of the body that follows, below 0 at the end.
  private static int readHead(InputStream in) throws IOException {
    int length = 0;
    for (var line = readLine(in); line != null; line = readLine(in)) {
      if (line.isEmpty()) {
        return length;
      }
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return -1;
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder(64);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString();
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return null;
  }

  private static byte[] answer() {
    var body = new StringBuilder();
    int size = (ANALYSIS.length() + TOKENS - 1) / TOKENS;
    for (int from = 0; from < ANALYSIS.length(); from += size) {
      var piece = ANALYSIS.substring(from, Math.min(ANALYSIS.length(), from + size));
      event(
          body,
          "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]"
              .formatted(piece.replace("\"", "\\\"")));
    }
    event(body, "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]");
    event(
        body,
        "\"choices\":[],\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":60,\"total_tokens\":760}");
    chunk(body, "data: [DONE]\n\n");
    body.append("0\r\n\r\n");
    var head =
        String.join(
            "\r\n",
            List.of(
                "HTTP/1.1 200 OK",
                "Content-Type: text/event-stream; charset=utf-8",
                "Transfer-Encoding: chunked",
                "",
                ""));
    return (head + body).getBytes(StandardCharsets.UTF_8);
  }

  private static void event(StringBuilder body, String fields) {
    chunk(
        body,
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",%s}\n\n"
            .formatted(fields));
  }

  private static void chunk(StringBuilder body, String data) {
    int length = data.getBytes(StandardCharsets.UTF_8).length;
    body.append(Integer.toHexString(length)).append("\r\n").append(data).append("\r\n");
  }
}
