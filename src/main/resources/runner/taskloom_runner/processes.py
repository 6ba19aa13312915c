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


def processes():
    """Every process that this one sees and that has not ended: its parent's id by its own."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", "rb") as file:
                    words = file.read().rpartition(b")")[2].split()
            except OSError:
                continue  # gone meanwhile
            if words and (words[0] not in (b"Z", b"X") or int(words[17]) > 1):  # a first thread may end before the others
                parents[int(entry)] = int(words[1])
    return parents


def descendants(families=frozenset()):
    """Every living process below this one; not those of `families`, nor any below them."""
    parents = processes()
    found, fresh = set(), {os.getpid()}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found - families
        found |= fresh
    return found


def tasks_of_user():
    """How many processes and threads this process's user has: what the bound on processes counts."""
    count, user = 0, os.getuid()
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if os.stat(f"/proc/{entry}").st_uid == user:
                    with open(f"/proc/{entry}/stat", "rb") as file:
                        count += int(file.read().rpartition(b")")[2].split()[17])
            except (OSError, ValueError, IndexError):
                continue  # gone meanwhile
    return count


def kill_descendants(spare=frozenset(), families=frozenset()):
    """Ends every process below this one, but `spare`, and `families` with all that is below them. Stops all of them before
    killing any: what forks faster than we look would grow again into the room that each death makes. And looks again,
    since one may slip through."""
    while True:
        stopped = set()
        while fresh := descendants(families) - spare - stopped:
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


def end_family():
    """Ends every process below this one, which must be their subreaper. Returns once the kernel says that there is not
    one left: a process that lives has a parent that lives, up to this one, so one without children has no descendants,
    however they forked, changed their session or let go of their parents."""
    while True:
        kill_descendants()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.005)  # one is dying, or has only just been orphaned


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
