package taskloom.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server under measurement, in a process of its own.
final class Server implements AutoCloseable {
  private static final String LISTENS = "Taskloom listens on ";

  private final Process process;
  private final URI address;

  /// Starts `mainClass` with this process's classpath and waits until it says where it listens.
  Server(String mainClass, Map<String, String> environment, String... options) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@infra/java-options",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    command.add(mainClass);
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    process = builder.start();
    var reader = process.inputReader();
    var line = reader.readLine();
    while (line != null && !line.startsWith(LISTENS)) {
      line = reader.readLine();
    }
    if (line == null) {
      throw new IOException(mainClass + " did not start");
    }
    address = URI.create(line.substring(LISTENS.length()).split(" ")[0]);
    Thread.ofVirtual().start(() -> reader.lines().forEach(_ -> {}));
  }

  URI ws(String path) {
    return URI.create("ws://" + address.getHost() + ":" + address.getPort() + path);
  }

  URI http(String path) {
    return URI.create("http://" + address.getHost() + ":" + address.getPort() + path);
  }

  /// Processor time used so far, user and system.
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /// Resident memory in bytes.
  long residentBytes() throws IOException {
    return residentBytes(process.pid());
  }

  /// Resident memory of a process in bytes.
  static long residentBytes(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    }
  }

  /// Runs a full collection, so that memory figures compare.
  void collect() throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
