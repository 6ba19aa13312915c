package taskloom.runner;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The runner: a folder of Python that comes with this program, for `python3 -I FOLDER`.
public final class RunnerProgram {
  /// Its files, by name since a jar's are not to be listed.
  static final List<String> FILES =
      List.of(
          "__main__.py",
          "taskloom_runner/__init__.py",
          "taskloom_runner/calls.py",
          "taskloom_runner/cell.py",
          "taskloom_runner/channel.py",
          "taskloom_runner/confinement.py",
          "taskloom_runner/keeper.py",
          "taskloom_runner/landlock.py",
          "taskloom_runner/papers.py",
          "taskloom_runner/pictures.py",
          "taskloom_runner/places.py",
          "taskloom_runner/plots.py",
          "taskloom_runner/processes.py",
          "taskloom_runner/scratch.py",
          "taskloom_runner/seccomp.py",
          "taskloom_runner/service.py",
          "taskloom_runner/shell.py",
          "taskloom_runner/usage.py",
          "taskloom_runner/worker.py");

  private RunnerProgram() {}

  /// Puts it into a folder, which is made where it is missing and emptied where it is not: then it
  /// holds nothing of an older version. Every user may read it, whatever this process's umask:
  /// tasks have users of their own. No interpreter may be starting from it meanwhile.
  public static void unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    Tree.empty(folder);
    var modules = Files.createDirectory(folder.resolve("taskloom_runner"));
    for (var each : List.of(folder, modules)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    for (var name : FILES) {
      try (var source = RunnerProgram.class.getResourceAsStream("/runner/" + name)) {
        if (source == null) {
          throw new FileNotFoundException(name + " is missing from the program");
        }
        Files.copy(source, folder.resolve(name));
        Files.setPosixFilePermissions(
            folder.resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
  }
}
