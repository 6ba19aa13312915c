"""What a worker gives up, for good, before it runs a line of the model's: seccomp, Landlock, limits."""

import os
import stat

from .processes import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

EPERM, EACCES, ENOSYS = 1, 13, 38

# name: (x86_64, aarch64), None where there is no such call
REFUSED_CALLS = {
    "socket": (41, 198),  # no network, no abstract or named unix socket; socketpair stays
    "io_uring_setup": (425, 425),  # would open sockets behind this filter
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "mknod": (133, None),  # a pipe in the task's folder would hang whoever opens it
    "mknodat": (259, 33),
    "memfd_create": (319, 279),  # memory that no bound counts
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "unshare": (272, 97),  # no namespaces within the sandbox
    "setns": (308, 268),
    "mount": (165, 40),
    "fsopen": (430, 430),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "open_by_handle_at": (304, 265),
}
ARCHITECTURES = {"x86_64": (0, 0xC000003E, 56), "aarch64": (1, 0xC00000B7, 220)}  # column, audit number, clone


def system_call_filter(machine):
    """A seccomp program: the refused calls fail with EACCES, clone may not make a user namespace, clone3 (whose
    arguments a filter cannot see) does not exist, another architecture's calls end the process."""
    import struct

    column, audit, clone = ARCHITECTURES[machine]
    load, equal, at_least, masked, give = 0x20, 0x15, 0x35, 0x45, 0x06
    refuse = 0x00050000  # SECCOMP_RET_ERRNO
    program = [
        (load, 0, 0, 4),
        (equal, 1, 0, audit),
        (give, 0, 0, 0x80000000),  # SECCOMP_RET_KILL_PROCESS
        (load, 0, 0, 0),
    ]
    if machine == "x86_64":
        program += [(at_least, 0, 1, 0x40000000), (give, 0, 0, refuse | ENOSYS)]  # the x32 table
    for numbers in REFUSED_CALLS.values():
        if numbers[column] is not None:
            program += [(equal, 0, 1, numbers[column]), (give, 0, 0, refuse | EACCES)]
    program += [
        (equal, 0, 1, 435),
        (give, 0, 0, refuse | ENOSYS),
        (equal, 0, 3, clone),
        (load, 0, 0, 16),  # its flags
        (masked, 0, 1, 0x10000000),  # CLONE_NEWUSER
        (give, 0, 0, refuse | EPERM),
        (give, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program), len(program)


def filter_system_calls():
    """Whether the filter is in force."""
    import ctypes
    import platform

    if platform.machine() not in ARCHITECTURES:
        return False

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]

    code, length = system_call_filter(platform.machine())
    program = Program(length, code)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    return prctl(PR_SET_SECCOMP, 2, ctypes.addressof(program)) == 0


def restrict_files(readable, writable):
    """Landlock: nothing but these paths, below them reading or everything. Whether it is in force."""
    import ctypes

    call = ctypes.CDLL(None, use_errno=True).syscall
    create_ruleset, add_rule, restrict_self = 444, 445, 446
    version = call(create_ruleset, None, 0, 1)
    if version < 1:
        return False
    files = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14 if version >= 3 else 0)  # execute, write, read, truncate
    everything = (1 << 13) - 1 | (1 << 13 if version >= 2 else 0) | (files & 1 << 14)
    reading = (1 << 0) | (1 << 2) | (1 << 3)
    scopes = 3 if version >= 6 else 0  # abstract unix sockets and signals: only within the task

    class Ruleset(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scopes")]

    class Beneath(ctypes.Structure):
        _pack_ = 1
        _fields_ = [("access", ctypes.c_uint64), ("parent", ctypes.c_int32)]

    ruleset = Ruleset(everything, 0, scopes)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    fd = call(create_ruleset, ctypes.byref(ruleset), size, 0)
    if fd < 0:
        return False
    for paths, access in ((readable, reading), (writable, everything)):
        for path in paths:
            try:
                parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            whole = access if stat.S_ISDIR(os.fstat(parent).st_mode) else access & files
            call(add_rule, fd, 1, ctypes.byref(Beneath(whole, parent)), 0)
            os.close(parent)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    restricted = call(restrict_self, fd, 0) == 0
    os.close(fd)
    return restricted


def confine(limits, writable):
    """Gives up, for good, what the limits do not grant. Returns what is in force beyond them.

    `writable`: this task's folders, where other tasks run beside it: Landlock shuts it in there, and the bound on
    processes, which counts a whole user's, can only keep the container from filling up. None where the process is alone."""
    import resource

    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # where memory runs out, this goes before any server does
    except OSError:
        pass
    in_force = []
    if writable and restrict_files(
        ["/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/opt"],
        [*writable, "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/shm"],
    ):
        in_force.append("landlock")
    if filter_system_calls():
        in_force.append("seccomp")
    elif writable:
        raise SystemExit("this kernel or container refuses seccomp filters: model-written code does not run")
    for kind, bound in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, limits["processes"] * (4 if writable else 1)),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_AS, limits["address_space"]),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 5))  # SIGXCPU, then the end
    return in_force
