package taskloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The filter's program for both processors, run by an interpreter of BPF: what this machine's own
/// kernel does with it is `EscapeTest`'s.
class SeccompTest {
  private static final String SCRIPT =
      """
      import ctypes, itertools, struct, sys
      sys.path.insert(0, 'src/main/resources/runner')
      sys.dont_write_bytecode = True
      from taskloom_runner import calls, seccomp
      ALLOW, KILL = seccomp.ALLOW, seccomp.KILL
      def verdict(program, data):
          at, value = 0, 0
          while True:
              code, yes, no, k = struct.unpack_from('=HBBI', program, 8 * at)
              at += 1
              if code == 0x20: value = struct.unpack_from('=I', data, k)[0]
              elif code == 0x54: value &= k
              elif code == 0x06: return k
              else:
                  met = {0x15: value == k, 0x35: value >= k, 0x25: value > k, 0x45: bool(value & k)}[code]
                  at += yes if met else no
      def call(machine, number, *arguments, shared=True, landlock=7, audit=None):
          program = seccomp.program(machine, 77, shared, landlock)
          audit = audit or seccomp.ARCHITECTURES[machine][1]
          wide = [a % 2**64 for a in arguments] + [0] * (6 - len(arguments))
          return verdict(program, struct.pack('=IIQ6Q', number, audit, 0, *wide))
      def errno(number): return 0x50000 | number
      for machine, column in (('x86_64', 0), ('aarch64', 1)):
          number = lambda x86, arm: (x86, arm)[column]
          for answer, refused in calls.REFUSED.items():
              for name, numbers in refused.items():
                  if numbers[column] is not None:
                      assert call(machine, numbers[column]) == errno(answer), (machine, name)
          assert call(machine, number(1, 64)) == ALLOW  # write
          assert call(machine, 0, audit=0x40000003) == KILL  # i386
          assert call(machine, 451) == errno(38) == call(machine, 4000)
          clone = number(56, 220)
          assert call(machine, clone, 0x3D0F00) == ALLOW and call(machine, clone, 0x10000011) == errno(1)
          for bit in (7 + 10, 25, 26, 27, 28, 29, 30, 15):
              assert call(machine, clone, 1 << bit | 17) == errno(1), bit
          assert call(machine, clone, 0x3D0B00) == errno(1)  # a thread with descriptors of its own
          assert call(machine, clone, 0x4111) == ALLOW == call(machine, clone, 0x11)
          for flags, answer in ((0, ALLOW), (4, ALLOW), (2, errno(22)), (6, errno(22))):
              assert call(machine, 436, 3, 9, flags) == answer, flags
          option = number(54, 208)
          assert call(machine, option, 3, 1, 9) == ALLOW
          assert call(machine, option, 3, 1, 7) == errno(1) == call(machine, option, 3, 1, 32)
          prlimit = number(302, 261)
          assert call(machine, prlimit, 0) == ALLOW == call(machine, prlimit, 77)
          assert call(machine, prlimit, 78) == errno(1) == call(machine, prlimit, 1)
          priority = number(141, 140)
          assert call(machine, priority, 0, 0) == ALLOW and call(machine, priority, 0, 5) == errno(1)
          assert call(machine, priority, 2, 0) == errno(1) and call(machine, priority, 1, 5) == errno(1)
          control = number(16, 29)
          assert call(machine, control, 1, 0x5413) == ALLOW and call(machine, control, 1, 0x40305828) == errno(25)
          assert call(machine, control, 1, 0x5413 + 2**32) == ALLOW  # the kernel reads 32 bits as well
          sendto = number(44, 206)
          assert call(machine, sendto) == ALLOW and call(machine, sendto, 1, 2, 3, 4, 2**32) == errno(13)
          kill, tgkill = number(62, 129), number(234, 131)
          assert call(machine, kill, 5, 9) == ALLOW and call(machine, kill, 5, 9, landlock=5) == errno(1)
          assert call(machine, kill, -1, 9, landlock=5) == errno(1) and call(machine, kill, 77, landlock=5) == ALLOW
          assert call(machine, tgkill, 77, 78, landlock=5) == ALLOW and call(machine, tgkill, 5, landlock=5) == errno(1)
          assert call(machine, kill, 5, 9, landlock=0, shared=False) == ALLOW  # in a namespace of its own
          opened = number(257, 56)
          for flags, held in ((0, False), (0x241, False), (0x200, True), (0x203, True)):
              assert call(machine, opened, 0, 0, flags) == ALLOW
              assert (call(machine, opened, 0, 0, flags, landlock=2) == errno(13)) == held, flags
          mode = number(268, 53)
          assert call(machine, mode) == errno(0) and call(machine, mode, shared=False) == ALLOW
          times = number(280, 88)
          assert call(machine, times, 3, 0) == ALLOW and call(machine, times, 3, 2**40) == errno(0)
      assert call('x86_64', 0x40000000 | 1) == errno(38)  # x32
      try: library = ctypes.CDLL('libseccomp.so.2')
      except OSError: library = None
      named = 0
      if library:
          resolve = library.seccomp_syscall_resolve_name_arch
          resolve.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
          for name, numbers in itertools.chain(calls.CHANGED_BY_PATH.items(), *(r.items() for r in calls.REFUSED.values())):
              for column, audit in seccomp.ARCHITECTURES.values():
                  known = resolve(audit, name.encode())
                  assert (known if known >= 0 else None) == numbers[column], (name, known)
                  named += 1
      print('held', named)
      """;

  @Test
  void refusesByArgumentsOnBothProcessors() throws Exception {
    var process =
        new ProcessBuilder("/usr/bin/python3", "-I", "-c", SCRIPT)
            .directory(Path.of("").toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).startsWith("held");
    assertThat(process.waitFor()).isZero();
  }
}
