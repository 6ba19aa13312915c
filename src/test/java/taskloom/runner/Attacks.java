package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What hostile code tries against its keeper, other processes, the kernel and the count of its
/// files, in a cell that says of each attempt whether it held. The same for every sandbox.
final class Attacks {
  private Attacks() {}

  private static final String START =
      """
      import ctypes, fcntl, os, platform, resource, signal, socket, struct
      libc = ctypes.CDLL(None, use_errno=True)
      X86 = platform.machine() == 'x86_64'
      keeper = os.getppid()
      def processes():
          try: return {int(entry) for entry in os.listdir('/proc') if entry.isdigit()}
          except OSError: return set()
      others = sorted({1, keeper} | processes() - {os.getpid()})
      """;

  private static final String TRY =
      """
      def attempt(name, action):
          try: got = action()
          except (OSError, ValueError) as e: return print('held', name, type(e).__name__)
          if isinstance(got, int) and got < 0: return print('held', name, ctypes.get_errno())
          print('BROKE', name, got)
      def call(x86, arm, *arguments):
          wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
          return libc.syscall(x86 if X86 else arm, *wide)
      """;

  /// Processes that are not the task's.
  static final String ON_OTHERS =
      "import os\n"
          + TRY
          + START
          + """
          for p in others:
              attempt(f'stop {p}', lambda: os.kill(p, signal.SIGSTOP)) if p != 1 or keeper != 1 else None
              attempt(f'prlimit {p}', lambda: resource.prlimit(p, resource.RLIMIT_CPU, (1, 1)))
              attempt(f'renice {p}', lambda: os.setpriority(os.PRIO_PROCESS, p, 19))
              attempt(f'affinity {p}', lambda: os.sched_setaffinity(p, {0}))
              attempt(f'scheduler {p}', lambda: os.sched_setscheduler(p, os.SCHED_IDLE, os.sched_param(0)))
              attempt(f'ioprio {p}', lambda: call(251, 30, 1, p, 3 << 13))
              attempt(f'ptrace {p}', lambda: call(101, 117, 16, p, 0, 0))
              attempt(f'seize {p}', lambda: call(101, 117, 0x4206, p, 0, 0))
              attempt(f'vm_readv {p}', lambda: call(310, 270, p, 0, 0, 0, 0, 0))
              attempt(f'pidfd {p}', lambda: call(434, 434, p, 0))
              attempt(f'robust list {p}', lambda: call(274, 100, p, ctypes.byref(ctypes.c_long()), ctypes.byref(ctypes.c_long())))
              attempt(f'sigio {p}', lambda: fcntl.fcntl(0, fcntl.F_SETOWN, p))
              # the numbers of its descriptors are no secret, what they are is
              attempt(f'files of {p}', lambda: [os.readlink(f'/proc/{p}/fd/{n}') for n in os.listdir(f'/proc/{p}/fd')] or -1)
              attempt(f'a file of {p}', lambda: os.open(f'/proc/{p}/fd/0', os.O_RDONLY))
              for name in ['cwd', 'root']:
                  attempt(f'list {name} of {p}', lambda: os.listdir(f'/proc/{p}/{name}'))
              for name in ['mem', 'environ', 'maps', 'cmdline', 'mountinfo']:
                  attempt(f'read {name} of {p}', lambda: open(f'/proc/{p}/{name}', 'rb').read(1))
          attempt('renice a whole user', lambda: os.setpriority(os.PRIO_USER, 0, 19))
          attempt('ioprio of a whole user', lambda: call(251, 30, 3, os.getuid(), 3 << 13))
          attempt('become a subreaper', lambda: libc.prctl(36, 1, 0, 0, 0))
          attempt('outlive the keeper', lambda: libc.prctl(1, 0, 0, 0, 0))
          attempt('hide from the keeper', lambda: libc.prctl(4, 0, 0, 0, 0))
          """;

  /// Calls that no task needs, in every form.
  static final String ON_THE_KERNEL =
      "import os\n"
          + TRY
          + START
          + """
          for name, flag in dict(user=0x10000000, mount=0x20000, pid=0x20000000, net=0x40000000, ipc=0x8000000,
                                 uts=0x4000000, cgroup=0x2000000, sibling=0x8000).items():
              attempt('unshare ' + name, lambda: libc.unshare(flag))
              attempt('clone ' + name, lambda: call(56, 220, flag | 17, 0, 0, 0, 0))
          attempt('clone3', lambda: call(435, 435, 0, 0))
          attempt('setns', lambda: call(308, 268, 0, 0))
          attempt('io_uring', lambda: call(425, 425, 8, ctypes.create_string_buffer(200)))
          attempt('bpf', lambda: call(321, 280, 0, ctypes.create_string_buffer(128), 128))
          attempt('userfaultfd', lambda: call(323, 282, 1))
          attempt('perf', lambda: call(298, 241, ctypes.create_string_buffer(128), 0, -1, -1, 0))
          attempt('keyctl', lambda: call(250, 219, 0, -3, 1))
          attempt('add_key', lambda: call(248, 217, b'user', b'x', b'y', 1, -3))
          attempt('kexec', lambda: call(246, 104, 0, 0, 0, 0))
          attempt('mount', lambda: libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))
          attempt('statmount', lambda: call(457, 457, 0, 0, 0, 0))
          attempt('a call of tomorrow', lambda: call(600, 600))
          attempt('memfd', lambda: libc.memfd_create(b'x', 0))
          attempt('shm', lambda: libc.shmget(0, 4096, 0o1600))
          attempt('msg', lambda: libc.msgget(0, 0o1600))
          attempt('sem', lambda: libc.semget(0, 1, 0o1600))
          attempt('mq', lambda: call(240, 180, b'x', 0o102, 0o600, 0))
          attempt('inotify', lambda: libc.inotify_init1(0))
          attempt('personality', lambda: libc.personality(0x0040000))
          attempt('another filter', lambda: libc.prctl(22, 2, 0, 0, 0))
          attempt('mknod', lambda: os.mkfifo('pipe'))
          for family in [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_VSOCK]:
              attempt(f'socket {family.name}', lambda: socket.socket(family, socket.SOCK_DGRAM))
          a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
          attempt('abstract bind', lambda: a.bind('\\0name') or 'bound')
          attempt('abstract connect', lambda: a.connect('\\0name') or 'connected')
          attempt('abstract sendto', lambda: a.sendto(b'x', '\\0name'))
          """;

  /// Room on the disk that the look at a folder does not see, and names that hang the server.
  static final String ON_THE_COUNT =
      "import os\n"
          + TRY
          + START
          + """
          fd = os.open('room', os.O_CREAT | os.O_RDWR)
          for mode in [0, 1, 2 | 1, 0x10, 0x11, 8, 0x20, 0x40]:
              attempt(f'fallocate {mode}', lambda: libc.fallocate(fd, mode, ctypes.c_long(0), ctypes.c_long(1 << 20)))
          space = struct.pack('=hhxxxxqqiI16x', 0, 0, 0, 1 << 20, 0, 0)
          for request in [0x40305828, 0x4030582A, 0x40305829, 0x40305839, 0x40049409, 0x40086602]:
              attempt(f'ioctl {request:x}', lambda: fcntl.ioctl(fd, request, space))
          attempt('in flight', lambda: socket.send_fds(socket.socketpair()[0], [b'x'], [fd]))
          attempt('xattr', lambda: os.setxattr('room', 'user.x', b'x' * 1000) or 'set')
          attempt('xattr by descriptor', lambda: os.setxattr(fd, 'user.x', b'x' * 1000) or 'set')
          attempt('lease', lambda: fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK))
          attempt('notify', lambda: fcntl.fcntl(os.open('.', 0), fcntl.F_NOTIFY, fcntl.DN_CREATE))
          attempt('size', lambda: -1 if os.fstat(fd).st_blocks == 0 else os.fstat(fd).st_blocks)
          os.posix_fallocate(fd, 0, 1 << 20) # page by page, where a look sees it
          print('counted', os.fstat(fd).st_size, os.fstat(fd).st_blocks * 512 >= 1 << 20)
          """;

  /// The places of the server.
  static final String ON_ITS_PATHS =
      """
      import os, sys
      def told(name, action):
          try: print(name, action())
          except OSError as e: print(name, type(e).__name__)
      told('cwd', os.getcwd)
      told('path', lambda: sys.path)
      told('arguments', lambda: [sys.argv, sys.orig_argv])
      told('modules', lambda: [getattr(m, '__file__', '') for m in list(sys.modules.values())])
      for name in ['mountinfo', 'mounts', 'mountstats', 'cmdline', 'environ', 'maps']:
          told(name, lambda: open('/proc/self/' + name).read())
      told('environment', lambda: dict(os.environ))
      sys.stderr.write(os.getcwd() + '\\n')
      raise ValueError(os.getcwd())
      """;

  /// What is left of a task when its connection has ended, unless somebody sees to it: signals
  /// ignored, sessions and parents changed, first threads gone, one generation after the other.
  static String survivors(String marker) {
    return """
    import ctypes, os, signal, sys, threading, time
    def hardened():
        os.setsid()
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
    def sleeper():
        os.execv('/usr/bin/python3', ['python3', '-c', 'import time; time.sleep(600)', '%1$s'])
    for kind in range(4):
        if os.fork() == 0:
            hardened()
            if kind == 0: sleeper()
            if kind == 1:
                if os.fork() == 0: sleeper()
                os._exit(0)
            if kind == 2:
                threading.Thread(target=lambda: [time.sleep(0.05) for _ in range(10_000)]).start()
                ctypes.CDLL(None).syscall(60 if os.uname().machine == 'x86_64' else 93, 0)
            while True:
                if os.fork(): os._exit(0)
                time.sleep(0.001)
    print('begun')
    """
        .formatted(marker);
  }

  /// A thread with a descriptor table of its own keeps deleted files where no look at its process
  /// shows them.
  static final String OWN_DESCRIPTORS =
      """
      import ctypes, os, threading
      libc = ctypes.CDLL(None)
      print('clone', libc.syscall(56 if os.uname().machine == 'x86_64' else 220, 0x50B00, 0, 0, 0, 0))
      thread = threading.Thread(target=lambda: print('close_range', libc.syscall(436, 5000, 5001, 2)))
      thread.start()
      thread.join()
      """;

  /// Cells that take much memory of which a process's own figures tell nothing: its first thread
  /// has ended, or it is in sockets, which hold some 200 KB each.
  static List<String> memoryOutOfSight() {
    return List.of(
        """
        import ctypes, os, threading, time
        def take():
            x = bytearray(b'x') * (200 << 20)
            time.sleep(60)
            os._exit(0)
        for _ in range(5):
            if os.fork() == 0:
                os.setsid()
                threading.Thread(target=take).start()
                ctypes.CDLL(None).syscall(60 if os.uname().machine == 'x86_64' else 93, 0)
        time.sleep(60)
        """,
        """
        import os, socket, time
        for _ in range(10):
            if os.fork() == 0:
                held = [socket.socketpair() for _ in range(200)]
                time.sleep(60)
        time.sleep(60)
        """);
  }

  /// That every attempt of such a cell held, and that there were some.
  static void held(CellResult result) {
    assertThat(result.outcome()).as("%s", result).isEqualTo(new CellOutcome.Succeeded());
    assertThat(Bench.text(result).lines().filter(line -> line.startsWith("held")))
        .as(Bench.text(result))
        .hasSizeGreaterThan(10);
    assertThat(Bench.text(result).lines()).noneMatch(line -> line.startsWith("BROKE"));
  }
}
