package taskloom.runner;

import java.time.Duration;
import java.util.Map;

/// What one interpreter may use. Sizes in bytes.
///
/// @param start until the interpreter answers for the first time
/// @param cell wall time of one cell
/// @param cpu processor time of one process, over the interpreter's life
/// @param addressSpace of one process (past it Python raises `MemoryError`)
/// @param memory of all its processes together
/// @param processes processes and threads
/// @param fileSize of one file (past it a write fails)
/// @param openFiles of one process
/// @param disk all files in the task's folder together
/// @param files how many files and folders
/// @param diskReserve free space of the server's disk that no cell may take
/// @param scratch `/tmp` and `/dev/shm`, each; memory
/// @param output text of one cell, its start and its end kept
/// @param figures pictures of one cell
public record Limits(
    Duration start,
    Duration cell,
    Duration cpu,
    long addressSpace,
    long memory,
    int processes,
    long fileSize,
    int openFiles,
    long disk,
    int files,
    long diskReserve,
    long scratch,
    int output,
    int figures) {
  private static final long MIB = 1L << 20;

  /// Fits a machine with a few gigabytes of memory to spare for each task.
  public static final Limits DEFAULTS =
      new Limits(
          Duration.ofSeconds(60),
          Duration.ofSeconds(300),
          Duration.ofHours(1),
          4096 * MIB,
          4096 * MIB,
          128,
          512 * MIB,
          512,
          2048 * MIB,
          20_000,
          256 * MIB,
          256 * MIB,
          256 << 10,
          50);

  /// The same with another time until the interpreter answers.
  public Limits withStart(Duration start) {
    return new Limits(
        start,
        cell,
        cpu,
        addressSpace,
        memory,
        processes,
        fileSize,
        openFiles,
        disk,
        files,
        diskReserve,
        scratch,
        output,
        figures);
  }

  /// The same with another time for one cell.
  public Limits withCell(Duration cell) {
    return new Limits(
        start,
        cell,
        cpu,
        addressSpace,
        memory,
        processes,
        fileSize,
        openFiles,
        disk,
        files,
        diskReserve,
        scratch,
        output,
        figures);
  }

  /// The same with another bound on memory, of one process and of all together.
  public Limits withMemory(long memory) {
    return new Limits(
        start,
        cell,
        cpu,
        memory,
        memory,
        processes,
        fileSize,
        openFiles,
        disk,
        files,
        diskReserve,
        scratch,
        output,
        figures);
  }

  /// The same with other bounds on the task's folder: all files together, and one file.
  public Limits withDisk(long disk, long fileSize) {
    return new Limits(
        start,
        cell,
        cpu,
        addressSpace,
        memory,
        processes,
        fileSize,
        openFiles,
        disk,
        files,
        diskReserve,
        scratch,
        output,
        figures);
  }

  /// What `runner.py` enforces itself, under its names.
  Map<String, Long> forRunner() {
    return Map.of(
        "address_space", addressSpace,
        "processes", (long) processes,
        "file_size", fileSize,
        "open_files", (long) openFiles,
        "cpu_seconds", cpu.toSeconds(),
        "output", (long) output,
        "figures", (long) figures);
  }
}
