"""What a worker and all it started use together, where the kernel has a bound for each process alone or none."""

import os
import socket
import stat

from .processes import descendants

PAGE = os.sysconf("SC_PAGE_SIZE")
MOST_ENTRIES = 50_000


def family(most):
    """This process and all below it: itself first, then no more than `most` and one."""
    root = os.getpid()
    if not os.path.exists(f"/proc/{root}/task/{root}/children"):  # a kernel without; slower
        return [root, *descendants()]
    found, fresh = [], [root]
    while fresh and len(found) <= most + 1:
        pid = fresh.pop()
        found.append(pid)
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                    fresh += [int(child) for child in file.read().split()]
        except (OSError, ValueError):
            continue  # gone meanwhile
    return found


def threads(pids):
    return sum(int(field(pid, "stat", 17)) for pid in pids)


def memory(pids, bound):
    """Bytes that all hold. Pages that forked processes share count once; only asked for past the bound, since the kernel
    takes its time to tell."""
    if (total := sum(told(resident, pid) for pid in pids)) <= bound:
        return total
    return sum(told(proportional, pid) for pid in pids)


def told(tell, pid):
    """What a process tells of its memory. Its first thread tells nothing once it has ended, though others go on."""
    try:
        return tell(pid) or tell(os.path.basename(living_thread(pid)))
    except OSError:
        return 0  # gone meanwhile


def resident(pid):
    return int(field(pid, "statm", 1)) * PAGE


def field(pid, name, index):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read().rpartition(b")")[2].split()[index]
    except (OSError, IndexError):
        return 0  # gone meanwhile


def proportional(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith(b"Pss:"))
    except (OSError, StopIteration):
        return 0


class OutOfSight(Exception):
    """Something cannot be counted: a process that shows nobody its descriptors, a folder too deep, a closed one."""


def unseen(pids, folders, each):
    """Bytes that are in no folder and no process's memory: of files below `folders` that have no name any more and are
    open or mapped still, and of what sockets may have in their buffers. A file that is mapped alone tells no size, and
    counts as `each`, the most it may have."""
    devices = {os.stat(folder).st_dev for folder in folders}
    sizes, mapped, sockets = {}, set(), set()
    for pid in pids:
        try:
            thread = living_thread(pid)
            for number in os.listdir(f"{thread}/fd"):
                try:
                    status = os.stat(f"{thread}/fd/{number}")
                except OSError:
                    continue  # closed meanwhile
                if stat.S_ISSOCK(status.st_mode):
                    sockets.add(status.st_ino)
                if status.st_nlink == 0 and stat.S_ISREG(status.st_mode) and status.st_dev in devices:
                    sizes[status.st_ino] = status.st_blocks * 512
            with open(f"{thread}/maps", "rb") as file:
                for line in file:
                    if line.endswith(b" (deleted)\n"):
                        words = line.split(None, 5)
                        if any(words[5].startswith(os.fsencode(folder) + b"/") for folder in folders):
                            mapped.add(int(words[4]))
        except (FileNotFoundError, ProcessLookupError):
            continue  # gone, or nothing of it is left but its exit status
        except PermissionError:
            raise OutOfSight from None
    return sum(sizes.values()) + each * len(mapped - sizes.keys()), socket_buffer() * len(sockets)


def socket_buffer():
    """The most that a socket has sent and the other has not read yet; its size cannot be changed (see `calls`)."""
    one, other = socket.socketpair()
    with one, other:
        return one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def living_thread(pid):
    """Where a process shows what it has: its first thread, or another one where that has ended."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/stat", "rb") as file:
            if file.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X"):
                return f"/proc/{pid}/task/{thread}"
    raise ProcessLookupError


def stored(folder):
    """Bytes that the files below a folder take. Code may be at work in it: no link is followed."""
    total, entries = 0, 0

    def closed(problem):
        if isinstance(problem, PermissionError):
            raise OutOfSight

    try:
        for _, below, names, fd in os.fwalk(folder, onerror=closed):
            entries += len(names) + len(below)
            if entries > MOST_ENTRIES:
                raise OutOfSight
            for name in names:
                try:
                    total += os.stat(name, dir_fd=fd, follow_symlinks=False).st_blocks * 512
                except OSError:
                    continue  # gone meanwhile
    except RecursionError:
        raise OutOfSight from None
    except OSError:
        pass  # a folder that went while we were in it
    return total
