package taskloom.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import taskloom.wire.Json;

/// Speaks with a runner at its socket word for word, to hear what `SocketLink` keeps to itself.
record Conversation(SocketChannel channel, BufferedReader answers) implements AutoCloseable {
  static Conversation with(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new Conversation(
        channel,
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)));
  }

  void send(Map<String, ?> request) throws IOException {
    channel.write(ByteBuffer.wrap(Json.bytes(request)));
    channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
  }

  /// The type of the answer to a request; empty at the end.
  String ask(Map<String, ?> request) throws IOException {
    send(request);
    return next();
  }

  void open(String task) throws IOException {
    ask(Map.of("type", "open", "task", task));
  }

  /// Runs a cell to its end.
  void cell(String code) throws IOException {
    send(Map.of("type", "execute", "id", "1", "code", code));
    for (var type = next(); !type.isEmpty() && !type.equals("done"); type = next()) {}
  }

  /// Ends the requests; the last answer's type.
  String end() throws IOException {
    channel.shutdownOutput();
    return rest().getLast();
  }

  /// The types of all answers that still come.
  List<String> rest() throws IOException {
    var types = new ArrayList<String>();
    for (var type = next(); !type.isEmpty(); type = next()) {
      types.add(type);
    }
    return types;
  }

  private String next() throws IOException {
    var line = answers.readLine();
    return line == null ? "" : Json.parse(line).path("type").asText();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
