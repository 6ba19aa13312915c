package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// pandoc as a child process with a time limit, a bound on its heap and an empty environment.
///
/// @param program `pandoc`, or where it is
/// @param limit for one conversion
public record PandocProcess(String program, Duration limit) implements Converter {
  @Override
  public byte[] convert(byte[] input, List<String> arguments)
      throws ConversionFailure, InterruptedException {
    try {
      var folder = Files.createTempDirectory("taskloom-pandoc-");
      try {
        return run(folder, input, arguments);
      } finally {
        for (var name : List.of("in", "out", "err")) {
          Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
      }
    } catch (IOException _) {
      throw new ConversionFailure("无法读写临时文件", "temporary files cannot be written");
    }
  }

  private byte[] run(Path folder, byte[] input, List<String> arguments)
      throws IOException, ConversionFailure, InterruptedException {
    Files.write(folder.resolve("in"), input);
    var command = new ArrayList<>(List.of(program, "+RTS", "-M1G", "-RTS"));
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(folder.resolve("in").toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().clear();
    builder.environment().put("LANG", "C.UTF-8");
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      throw new ConversionFailure(
          "没有找到 pandoc，请安装它（Debian：apt install pandoc）",
          "pandoc is not installed (Debian: apt install pandoc)");
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ConversionFailure.late(limit);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw ConversionFailure.code(process.exitValue());
    }
    return Files.readAllBytes(folder.resolve("out"));
  }
}
