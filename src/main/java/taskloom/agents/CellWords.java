package taskloom.agents;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import taskloom.runner.CellOutcome;
import taskloom.runner.Crash;
import taskloom.runner.RunnerFailure;

/// What is said of a cell and its interpreter, in the task's language: for the stream, the notebook
/// and the model that wrote the code. (What Python itself says is Python's.)
///
/// @param language the task's
record CellWords(Language language) {
  /// What went wrong; null when nothing did.
  @Nullable String error(CellOutcome outcome) {
    return switch (outcome) {
      case CellOutcome.Succeeded() -> null;
      case CellOutcome.Raised(var _, var _, var traceback) -> traceback;
      case CellOutcome.OutOfMemory(var traceback) -> traceback;
      case CellOutcome.TimedOut(var limit, var alive) ->
          say("代码运行超过 %d 秒，已被停止", "The cell ran longer than %d s and was stopped")
                  .formatted(limit.toSeconds())
              + (alive
                  ? say("；解释器的状态仍在。", "; the interpreter's state is kept.")
                  : say("。它没有响应，", ". It did not react: ") + ended());
      case CellOutcome.Crashed(var crash) -> crash(crash);
      case CellOutcome.Vanished() ->
          say("代码运行容器中途结束，", "The runner container ended while the cell ran: ") + ended();
    };
  }

  /// In place of output past the bound.
  String leftOut(long bytes) {
    return String.format(
        Locale.ROOT, say("… 省略了 %,d 字节的输出 …", "… %,d bytes of output left out …"), bytes);
  }

  /// In place of so many characters.
  String cut(int characters) {
    return String.format(
        Locale.ROOT, say("… 此处省略 %,d 个字符 …", "… %,d characters left out here …"), characters);
  }

  /// Why no code can be run.
  String failure(RunnerFailure.Reason reason) {
    return switch (reason) {
      case RunnerFailure.Reason.NoSandbox(var message) -> message;
      case RunnerFailure.Reason.NoAnswer() ->
          say("代码运行容器没有应答", "The runner container does not answer");
      case RunnerFailure.Reason.Full() ->
          say("代码运行容器没有空位，请稍后重试", "The runner container has no place left; try again later");
      case RunnerFailure.Reason.NotStarted() ->
          say("解释器无法启动", "The interpreter could not be started");
      case RunnerFailure.Reason.Late(var limit) ->
          say("解释器没有在 %d 秒内启动", "The interpreter did not start within %d s")
              .formatted(limit.toSeconds());
      case RunnerFailure.Reason.StillRunning() ->
          say(
              "上一个解释器的进程没有结束，或无法确认其已结束；为安全起见，任务的文件夹保持原样",
              "What ran before has not ended, or nobody can tell; its folder is left as it is");
      case RunnerFailure.Reason.Closed() -> say("解释器已经结束", "The interpreter has ended");
    };
  }

  private String crash(Crash crash) {
    return switch (crash) {
      case Crash.Exited(var status) ->
          say(
                      "代码以退出状态 %d 结束了解释器（os._exit 之类）：",
                      "The code ended the interpreter with exit status %d (os._exit or the like): ")
                  .formatted(status)
              + ended();
      case Crash.Signalled signalled -> signal(signalled) + ended();
      case Crash.Killed(var lastWords) ->
          say("解释器被外部结束", "The interpreter was killed from outside")
              + (lastWords.isEmpty() ? "" : say("（%s）", " (%s)").formatted(lastWords))
              + say("：", ": ")
              + ended();
      case Crash.TooMuchOutput() ->
          say("输出远远超过上限：", "The runner passed on more output than it may: ") + ended();
      case Crash.TooMuchMemory(var bound) ->
          say(
                      "代码的所有进程合计占用的内存超过了 %d MiB：",
                      "The code's processes together took more than %d MiB of memory: ")
                  .formatted(bound >> 20)
              + ended();
      case Crash.TooManyProcesses(var bound) ->
          say("代码的进程和线程超过了 %d 个：", "The code had more than %d processes and threads: ")
                  .formatted(bound)
              + ended();
      case Crash.ScratchFull(var bound) ->
          say(
                      "临时文件以及已删除但仍占用的文件超过了 %d MiB，或无法统计：",
                      "Temporary files, and deleted ones that are still in use, took more than %d MiB or"
                          + " could not be counted: ")
                  .formatted(bound >> 20)
              + ended();
      case Crash.TooMuchOnDisk full ->
          disk(full)
              + ended()
              + say("这段代码写入的文件已删除，以腾出空间。", " Files that the cell wrote were removed to make room.");
    };
  }

  private String disk(Crash.TooMuchOnDisk full) {
    return switch (full) {
      case Crash.FolderFull(var bound) ->
          say("文件夹中的文件超过了 %d MiB：", "The files in the folder grew past %d MiB: ")
              .formatted(bound >> 20);
      case Crash.TooManyFiles(var bound) ->
          say(
                  "文件超过了 %d 个，或有过深、无法打开的文件夹：",
                  "There are more than %d files, folders too deep, or closed ones: ")
              .formatted(bound);
      case Crash.DiskFull() -> say("服务器磁盘将满：", "The server's disk is almost full: ");
    };
  }

  private String signal(Crash.Signalled by) {
    return switch (by.number()) {
      case 4 ->
          say(
              "原生代码崩溃（SIGILL，处理器没有的指令）：",
              "Native code crashed (SIGILL, an instruction this processor does not have): ");
      case 6 -> say("原生代码中止（SIGABRT）：", "Native code gave up (SIGABRT): ");
      case 7 ->
          say(
              "原生代码崩溃（SIGBUS，内存不存在或磁盘已满）：",
              "Native code crashed (SIGBUS, memory that is not there, or a full disk): ");
      case 8 ->
          say(
              "原生代码崩溃（SIGFPE，除以零之类）：",
              "Native code crashed (SIGFPE, a division by zero or the like): ");
      case 9 ->
          say(
              "解释器被强行终止（SIGKILL），多半是内存不足：",
              "The interpreter was killed (SIGKILL), most likely because memory ran out: ");
      case 11 ->
          say(
              "原生代码崩溃（SIGSEGV，访问了不属于它的内存）：",
              "Native code crashed (SIGSEGV, access to memory that is not its own): ");
      case 24 ->
          say(
                  "解释器用完了 %d 秒的处理器时间（SIGXCPU）：",
                  "The interpreter used up its %d seconds of processor time (SIGXCPU): ")
              .formatted(by.cpu().toSeconds());
      case 31 ->
          say(
              "代码发出了沙箱禁止的系统调用（SIGSYS）：",
              "The code made a system call that the sandbox ends programs for (SIGSYS): ");
      default ->
          say("解释器被信号 %d 结束：", "The interpreter was ended by signal %d: ").formatted(by.number());
    };
  }

  private String ended() {
    return say("解释器已结束，其状态已丢失。", "the interpreter has ended and its state is lost.");
  }

  private String say(String chinese, String english) {
    return language.say(chinese, english);
  }
}
