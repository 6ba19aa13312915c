package taskloom.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file system of its own of some megabytes, for one test. Needs root; without it the test is
/// skipped.
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  /// Mounts it at a folder.
  public SmallDisk(Path folder, int megabytes) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
        "only root can mount a small disk");
  }

  /// Where it is.
  public Path folder() {
    return folder;
  }

  /// Takes all that is free, to the last block.
  public void fill() throws IOException {
    var block = new byte[4096];
    try (var out = Files.newOutputStream(folder.resolve("filler"))) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      if (folder.toFile().getUsableSpace() > 0) {
        throw e;
      }
    }
  }

  /// Gives that back.
  public void free() throws IOException {
    Files.delete(folder.resolve("filler"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", "-l", folder.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }
}
