"""What the kernel knows of a process and of those below it: descriptors, signals, deaths, prctl."""

import os
import signal
import time

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 36, 38, 22


def prctl(option, value, more=0):
    import ctypes

    return ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(more), 0, 0)


def descriptors_from(first, fds):
    """Moves `fds` to the numbers from `first` on, in order, and closes every other descriptor above them."""
    high = [os.dup(fd) for fd in fds]
    while min(high) < first + len(fds):
        high = [os.dup(fd) for fd in high]
    for index, fd in enumerate(high):
        os.dup2(fd, first + index, inheritable=False)
    os.closerange(first + len(fds), os.sysconf("SC_OPEN_MAX"))
    return list(range(first, first + len(fds)))


def descendants():
    """Every living process below this one, from /proc."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", "rb") as file:
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except (OSError, ValueError):
                continue  # gone meanwhile
            if state != b"Z":
                parents[int(entry)] = int(parent)
    found, fresh = set(), {os.getpid()}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def kill_descendants(spare=frozenset()):
    """Ends every process below this one but `spare`. Stops all of them before killing any: what forks faster than we
    look would grow again into the room that each death makes. And looks again, since one may slip through."""
    while True:
        stopped = set()
        while fresh := descendants() - stopped - spare:
            for pid in fresh:
                send_signal(pid, signal.SIGSTOP)
            stopped |= fresh
        if not stopped:
            return
        for pid in stopped:
            send_signal(pid, signal.SIGKILL)
        time.sleep(0.01)  # they take their time to die
        for pid in stopped:
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass  # not ours to reap


def reap_children():
    """Takes note of every child that has ended; as a container's first process, of orphans too. Their ids."""
    ended = set()
    try:
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            ended.add(pid)
    except ChildProcessError:
        pass
    return ended


def send_signal(pid, number):
    try:
        os.kill(pid, number)
    except OSError:
        pass
