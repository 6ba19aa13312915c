package taskloom.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import taskloom.task.Refusal;

/// pandoc in the runner's container, confined there like a model's code. What goes in and comes out
/// are files in a folder like a task's, of this conversion alone: all that pandoc can reach. The
/// folder of one that a crash cut off is swept up like that of a task that is none.
///
/// @param socket where the runner listens
/// @param lenient whether it may run where nothing keeps it apart from tasks
/// @param limit for one conversion; past it the connection is closed, which ends pandoc. A runner
///   that is just starting, or that has no place left, is waited for as long
record PandocInRunner(Workspaces workspaces, Path socket, boolean lenient, Duration limit)
    implements Converter {
  private static final Duration END_PATIENCE = Duration.ofSeconds(5);
  private static final int MOST = 100_000_000;
  private static final int NO_PANDOC = 127;

  @Override
  public byte[] convert(byte[] input, List<String> arguments)
      throws ConversionFailure, InterruptedException {
    var id = "convert-" + UUID.randomUUID();
    try {
      var link = SocketLink.enter(socket, limit);
      link.works(id);
      try {
        var workspace = workspaces.open(id);
        workspace.write("in", input);
        workspace.handOver();
        check(answer(link, id, arguments));
        try (var made = workspace.read("out")) {
          return made.stream().readNBytes(MOST);
        }
      } finally {
        link.kill();
        link.awaitEnd(END_PATIENCE);
        workspaces.delete(id);
      }
    } catch (SocketLink.Full _) {
      throw new ConversionFailure("代码运行容器没有空位", "the runner has no place left");
    } catch (IOException _) {
      throw new ConversionFailure(
          "代码运行容器没有应答，或无法读写临时文件",
          "the runner does not answer, or temporary files cannot be written");
    } catch (Refusal _) {
      throw new ConversionFailure(
          "文稿过大，或转换没有产生文件", "the paper is too large, or pandoc made nothing of it");
    }
  }

  private JsonNode answer(Link link, String id, List<String> arguments)
      throws ConversionFailure, InterruptedException {
    var limits = Map.of("file_size", MOST, "cpu_seconds", limit.toSeconds() + 1);
    if (lenient) {
      link.send(Map.of("type", "lenient"));
    }
    link.send(Map.of("type", "convert", "task", id, "arguments", arguments, "limits", limits));
    var answer = link.next(limit);
    if (answer == null) {
      throw ConversionFailure.late(limit);
    }
    return answer;
  }

  /// Anything but the answer `{"type":"exited","code":0}` is a failure.
  private static void check(JsonNode answer) throws ConversionFailure {
    var code = answer.path("code").asInt(-1);
    if (!answer.path("type").asText().equals("exited") || code < 0) {
      throw new ConversionFailure("pandoc 在代码运行容器中被终止", "pandoc was ended in the runner");
    }
    if (code == NO_PANDOC) {
      throw new ConversionFailure("代码运行容器里没有 pandoc", "there is no pandoc in the runner");
    }
    if (code != 0) {
      throw ConversionFailure.code(code);
    }
  }
}
