package taskloom.runner;

import java.time.Duration;

/// What took an interpreter down, for whoever says so in words. Its state is lost with it.
public sealed interface Crash {
  /// The code ended it itself, by `os._exit` or the like.
  record Exited(int status) implements Crash {}

  /// A signal ended it.
  ///
  /// @param number as Linux has it
  /// @param cpu the processor time that it had, past which there is a signal too (24)
  record Signalled(int number, Duration cpu) implements Crash {}

  /// It ended without a word from the runner.
  ///
  /// @param lastWords what was said outside the protocol, perhaps empty
  record Killed(String lastWords) implements Crash {}

  /// More came through than the runner may pass on.
  record TooMuchOutput() implements Crash {}

  /// The code's processes together took more memory than this, in bytes.
  record TooMuchMemory(long bound) implements Crash {}

  /// There were more processes and threads than this.
  record TooManyProcesses(int bound) implements Crash {}

  /// Its temporary files, and files that it had deleted and not let go, took more than this, in
  /// bytes; or they could not be counted.
  record ScratchFull(long bound) implements Crash {}

  /// Too much on the disk: files that the cell wrote were removed to make room.
  sealed interface TooMuchOnDisk extends Crash {}

  /// The files in the folder grew past this, in bytes.
  record FolderFull(long bound) implements TooMuchOnDisk {}

  /// More files and folders than this, or some that cannot be looked into.
  record TooManyFiles(int bound) implements TooMuchOnDisk {}

  /// The server's disk is almost full.
  record DiskFull() implements TooMuchOnDisk {}
}
