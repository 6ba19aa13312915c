"""What a worker gives up, for good, before it runs a line of the model's: Landlock, seccomp, limits."""

import os

from . import landlock, seccomp
from .processes import tasks_of_user

# What is around a worker.
ALONE = "alone"  # namespaces of its own, made by bubblewrap
SHARED = "shared"  # a container with other tasks, all of one user
BARE = "bare"  # nothing, which the operator has asked for

READABLE = ["/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/etc", "/opt", "/sys/devices/system/cpu"]
CPU_BOUNDS = ["cpu.max", "cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"]  # joblib opens them where they exist
# Of /proc what tells of the machine and of the worker itself; not mounts, command lines and other processes, which tell
# of the server.
MACHINE = ["cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems", "sys/kernel/random",
           "sys/kernel/osrelease", "sys/kernel/pid_max", "sys/vm/overcommit_memory"]
ITSELF = ["stat", "statm", "status", "maps", "smaps", "smaps_rollup", "limits", "comm", "io", "fd", "fdinfo"]
DEVICES = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]


class Unconfined(Exception):
    """The sandbox is not what it should be: no code runs. Says why."""


def confine(limits, around, folders, lenient=False):
    """Gives up, for good, what the limits do not grant. Returns what is in force beyond them.

    `folders`: all that it may write. `lenient`: whether the operator accepts tasks that are not kept apart.

    Raises Unconfined where something that `around` calls for cannot be had."""
    import resource

    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # where memory runs out, this goes before any server does
    except OSError:
        pass
    processes = limits["processes"]
    if around == SHARED:  # counted over all tasks, which are a user's: the keeper ends whoever has too many
        processes = tasks_of_user() + 2 * processes
    in_force = []
    abi = 0
    if around != BARE:
        itself = f"/proc/{os.getpid()}"
        abi = landlock.restrict(
            ["/"] if around == ALONE else ["/proc"],  # who starts a process lists /proc/self/fd
            [*READABLE, *(f"/sys/fs/cgroup/{name}" for name in CPU_BOUNDS), *(f"/proc/{name}" for name in MACHINE),
             *(f"{itself}/{name}" for name in ITSELF)],
            [*folders, *DEVICES, *(["/tmp", "/dev/shm"] if around == ALONE else [])],
            executable=around == ALONE,  # a program that nobody may read hides its descriptors from the keeper
        )
        if abi:
            in_force.append("landlock")
        elif around == SHARED and not lenient:
            raise Unconfined(
                "this kernel or container has no Landlock (Linux 5.13 and later, in the list of active security modules), "
                "which keeps the tasks of a runner apart")
    if seccomp.install(around == SHARED, abi):
        in_force.append("seccomp")
    elif around != BARE:
        raise Unconfined("this kernel or container refuses seccomp filters, or the processor is neither x86-64 nor ARM64")
    for kind, bound in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_AS, limits["address_space"]),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 64 << 10),
        (resource.RLIMIT_SIGPENDING, 1024),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))
    seconds, hard = limits["cpu_seconds"], resource.getrlimit(resource.RLIMIT_CPU)[1]
    last = seconds + 5 if hard == resource.RLIM_INFINITY else min(seconds + 5, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, last), last))  # SIGXCPU, then the end
    return in_force
