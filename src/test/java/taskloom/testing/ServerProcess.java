package taskloom.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The real server in a process of its own, on a free port of the loopback, so that it can be
/// killed.
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENS = "Taskloom listens on ";

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final CompletableFuture<URI> address = new CompletableFuture<>();

  private ServerProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /// Starts it and waits until it listens.
  ///
  /// @param variables beside those that give it a free port, this data folder and no submission
  ///   limit
  public static ServerProcess start(Path data, Map<String, String> variables) {
    var server = launch(data, variables);
    server.address();
    return server;
  }

  /// Starts it without waiting.
  public static ServerProcess launch(Path data, Map<String, String> variables) {
    return launch(List.of(), data, variables);
  }

  /// The same by way of another program, such as `setpriv`, with its options.
  public static ServerProcess launch(
      List<String> through, Path data, Map<String, String> variables) {
    return launch(through, java("512m"), data, variables);
  }

  /// With so much heap at most; waits until it listens.
  ///
  /// @param heap as of `-Xmx`
  public static ServerProcess startWithHeap(String heap, Path data) {
    var server = launch(List.of(), java(heap), data, Map.of());
    server.address();
    return server;
  }

  /// A process of a second's life: quick to start, not to peak.
  private static List<String> java(String heap) {
    return List.of(
        "-Xmx" + heap,
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-cp",
        mainClasspath(),
        "taskloom.Main");
  }

  /// The packaged jar, as it is deployed; waits until it listens.
  public static ServerProcess startJar(Path jar, Path data) {
    var java = List.of("@infra/java-options", "-jar", jar.toString());
    var server = launch(List.of(), java, data, Map.of());
    server.address();
    return server;
  }

  private static ServerProcess launch(
      List<String> through, List<String> java, Path data, Map<String, String> variables) {
    var command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var environment = builder.environment();
    environment
        .keySet()
        .removeIf(name -> name.startsWith("TASKLOOM_") || name.endsWith("_API_KEY"));
    environment.put("TASKLOOM_PORT", "0");
    environment.put("TASKLOOM_DATA", data.toString());
    environment.put("TASKLOOM_SUBMIT_RATE", "0");
    environment.putAll(variables);
    try {
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it listens; waits for it.
  public URI address() {
    try {
      return address.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not start:\n" + output(), e);
    }
  }

  /// The same with another scheme and path, as `ws` and `/ws?client_id=…`.
  public URI address(String scheme, String pathAndQuery) {
    var base = address();
    return URI.create(scheme + "://" + base.getHost() + ":" + base.getPort() + pathAndQuery);
  }

  /// What it has printed so far.
  public synchronized String output() {
    return String.join("\n", lines);
  }

  /// The process itself.
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// `kill -9`, and waits for the end.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// `SIGTERM`.
  public void terminate() {
    process.destroy();
  }

  /// Waits for its end and gives its exit code.
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not stop:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// The classpath of the tests without the tests.
  private static String mainClasspath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (this) {
          lines.add(line);
        }
        if (line.startsWith(LISTENS)) {
          address.complete(URI.create(line.substring(LISTENS.length()).split(" ")[0]));
        }
      }
    } catch (IOException e) {
      address.completeExceptionally(e);
    }
    address.completeExceptionally(new IllegalStateException("it ended"));
  }
}
