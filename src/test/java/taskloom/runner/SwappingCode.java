package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/// A process that swaps folders in `work` for links to `outside`, and back, as fast as it can
/// (`renameat2` with `RENAME_EXCHANGE`), and makes new files and folders all the while: what
/// model-written code can do at any moment. Names: `a0` … and `s0` …, and `deep/a`, `deep/s`.
final class SwappingCode implements AutoCloseable {
  static final int PAIRS = 8;

  private static final String CODE =
      """
      import ctypes, os, sys
      work, outside, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3])
      swap = ctypes.CDLL(None, use_errno=True).syscall
      number = {'x86_64': 316, 'aarch64': 276}[os.uname().machine]
      os.chdir(work)
      def make(a, s):
          try: os.makedirs(a, exist_ok=True)
          except OSError: pass
          try: os.symlink(outside, s)
          except OSError: pass
          try: open(a + '/canary', 'x').write('inside')
          except OSError: pass
      os.makedirs('deep', exist_ok=True)
      names = [(f'a{i}', f's{i}') for i in range(pairs)] + [('deep/a', 'deep/s')]
      for a, s in names: make(a, s)
      print('ready', flush=True)
      rounds = 0
      while True:
          for a, s in names:
              for _ in range(20): swap(number, -100, a.encode(), -100, s.encode(), 2)
              if not (os.path.lexists(a) and os.path.lexists(s)):
                  try: os.makedirs(os.path.dirname(a) or '.', exist_ok=True)
                  except OSError: pass
                  make(a, s)
          rounds += 1
      """;

  private final Process process;

  SwappingCode(Path work, Path outside) throws IOException {
    process =
        new ProcessBuilder(
                "/usr/bin/python3", "-c", CODE, work.toString(), outside.toString(), "" + PAIRS)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var ready = process.inputReader().readLine();
    if (!"ready".equals(ready)) {
      throw new IOException("the swapping code does not run: " + ready);
    }
  }

  /// A folder that nobody may touch, as the server's own.
  static Path outside(Path parent) throws IOException {
    var outside = Files.createDirectories(parent.resolve("outside"));
    Files.writeString(outside.resolve("canary"), "precious");
    Files.createDirectories(outside.resolve("sub"));
    Files.writeString(outside.resolve("sub/canary"), "precious");
    Files.write(outside.resolve("large"), new byte[3_000_000]);
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(
        outside.resolve("sub"), PosixFilePermissions.fromString("r-xr-x---"));
    return outside;
  }

  /// Everything there is to know of it.
  static String portrait(Path outside) throws IOException {
    var text = new StringBuilder();
    try (var walk = Files.walk(outside)) {
      for (var path : walk.sorted().toList()) {
        var all = Files.readAttributes(path, "unix:mode,uid,gid,size,ino,ctime");
        text.append(outside.relativize(path)).append(new java.util.TreeMap<>(all)).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(Duration.ofSeconds(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
