package taskloom.runner;

import java.time.Duration;
import java.util.Map;

/// What one interpreter may use. Sizes in bytes.
///
/// @param start until the interpreter answers for the first time
/// @param cell wall time of one cell
/// @param output text of one cell, its start and its end kept
/// @param figures pictures of one cell
public record Limits(
    Duration start, Duration cell, Processes processes, Disk disk, int output, int figures) {
  private static final long MIB = 1L << 20;

  /// Fits a machine with a few gigabytes of memory to spare for each task.
  public static final Limits DEFAULTS =
      new Limits(
          Duration.ofSeconds(60),
          Duration.ofSeconds(300),
          new Processes(Duration.ofHours(1), 4096 * MIB, 4096 * MIB, 128, 512),
          new Disk(512 * MIB, 2048 * MIB, 20_000, 256 * MIB, 256 * MIB),
          256 << 10,
          50);

  /// The same with another time until the interpreter answers.
  public Limits withStart(Duration time) {
    return new Limits(time, cell, processes, disk, output, figures);
  }

  /// The same with another time for one cell.
  public Limits withCell(Duration time) {
    return new Limits(start, time, processes, disk, output, figures);
  }

  /// What its processes may use.
  ///
  /// @param cpu processor time of one process, over the interpreter's life
  /// @param addressSpace of one process (past it Python raises `MemoryError`)
  /// @param memory of all of them together
  /// @param count processes and threads
  /// @param openFiles of one process
  public record Processes(Duration cpu, long addressSpace, long memory, int count, int openFiles) {}

  /// What it may write.
  ///
  /// @param file one file (past it a write fails)
  /// @param folder all files in the task's folder together
  /// @param files how many files and folders
  /// @param reserve free space of the server's disk that no cell may take
  /// @param scratch `/tmp` and `/dev/shm`, each; memory
  public record Disk(long file, long folder, int files, long reserve, long scratch) {}

  /// What the runner enforces itself, under its names.
  Map<String, Long> forRunner() {
    return Map.of(
        "address_space", processes.addressSpace(),
        "processes", (long) processes.count(),
        "file_size", disk.file(),
        "open_files", (long) processes.openFiles(),
        "cpu_seconds", processes.cpu().toSeconds(),
        "memory", processes.memory(),
        "scratch", disk.scratch(),
        "output", (long) output,
        "figures", (long) figures);
  }
}
