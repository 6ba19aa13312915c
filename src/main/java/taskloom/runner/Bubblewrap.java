package taskloom.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The command that runs a program in a sandbox: its own processes, network, host name and IPC; of
/// the machine's files a read-only `/usr` and what Debian keeps outside it for fonts and libraries;
/// one writable folder, `/work`.
///
/// As root no user namespace is needed: bubblewrap mounts with root's rights, and `setpriv` inside
/// gives up every one of them for a user that owns nothing else. So folders that only root may
/// enter can lie above the task's. As an ordinary user, bubblewrap makes a user namespace.
record Bubblewrap(Path python, OptionalInt user, long scratch) {
  /// The task's folder as the code inside sees it.
  static final String INSIDE = "/work";

  /// The runner as the code inside sees it; it cannot write there.
  static final String RUNNER = "/runner";

  private static final List<String> TOP = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");
  private static final List<String> ETC =
      List.of(
          "/etc/alternatives",
          "/etc/fonts",
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/localtime",
          "/etc/matplotlibrc");

  /// The whole environment of the code. One thread per numeric call: cells of many tasks share the
  /// machine.
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/bin:/bin",
          "HOME", "/tmp",
          "TMPDIR", "/tmp",
          "USER", "runner",
          "LANG", "C.UTF-8",
          "MPLBACKEND", "agg",
          "MPLCONFIGDIR", "/tmp",
          "OPENBLAS_NUM_THREADS", "1",
          "OMP_NUM_THREADS", "1",
          "MKL_NUM_THREADS", "1");

  /// The command line.
  ///
  /// @param folder the writable folder, or null for none
  /// @param program the runner's folder, seen inside as [#RUNNER], or null for none
  List<String> command(@Nullable Path folder, @Nullable Path program, String... pythonArguments) {
    var command = new ArrayList<String>();
    // The program is its namespace's first process: no signal from inside ends or stops it, and
    // when
    // it has ended, and bwrap with it, the kernel has ended every other one.
    add(command, "bwrap --unshare-ipc --unshare-pid --as-pid-1 --unshare-net --unshare-uts");
    add(command, "--unshare-cgroup-try --die-with-parent --new-session --hostname sandbox");
    add(command, "--cap-drop ALL");
    if (user.isPresent()) {
      add(command, "--cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP");
    } else {
      add(command, "--unshare-user");
    }
    add(command, "--ro-bind /usr /usr");
    for (var name : TOP) {
      top(command, name);
    }
    add(command, "--perms 0755 --dir /etc");
    for (var path : ETC) {
      command.addAll(List.of("--ro-bind-try", path, path));
    }
    add(command, "--proc /proc --dev /dev");
    for (var path : List.of("/tmp", "/dev/shm")) {
      add(command, "--perms 1777 --size " + scratch + " --tmpfs " + path);
    }
    if (program != null) {
      command.addAll(List.of("--ro-bind", program.toString(), RUNNER));
    }
    if (folder != null) {
      command.addAll(List.of("--bind", folder.toString(), INSIDE, "--chdir", INSIDE));
    }
    add(command, "--remount-ro /dev --remount-ro / --clearenv");
    ENVIRONMENT.forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
    command.add("--");
    user.ifPresent(id -> add(command, setpriv(id)));
    command.addAll(List.of(python.toString(), "-I"));
    command.addAll(List.of(pythonArguments));
    return List.copyOf(command);
  }

  private static String setpriv(int user) {
    return "setpriv --reuid="
        + user
        + " --regid="
        + user
        + " --clear-groups --inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs";
  }

  private static void add(List<String> command, String words) {
    command.addAll(List.of(words.split(" ")));
  }

  /// `/lib` and its like: links into `/usr` on a merged system, folders on an older one.
  private static void top(List<String> command, String name) {
    var path = Path.of("/", name);
    try {
      if (Files.isSymbolicLink(path)) {
        command.addAll(
            List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
      } else if (Files.isDirectory(path)) {
        command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
      }
    } catch (IOException _) {
      // gone between the two looks: nothing to show
    }
  }
}
