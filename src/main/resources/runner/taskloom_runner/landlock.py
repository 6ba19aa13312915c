"""Landlock: of the machine's files only some, of signals and sockets those of the task."""

import os
import stat

from .processes import PR_SET_NO_NEW_PRIVS, prctl

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
FIRST, REFER, TRUNCATE, IOCTL_DEV = (1 << 13) - 1, 1 << 13, 1 << 14, 1 << 15
READING = EXECUTE | READ_FILE | READ_DIR
ABSTRACT_SOCKETS, SIGNALS = 1, 2


def version():
    """The kernel's; below 1 where there is none."""
    return call(CREATE_RULESET, None, 0, 1)


def restrict(listable, readable, writable, executable):
    """Nothing but these paths from now on, below them listing folders, reading, or everything (but to run programs only
    where they are `executable`); no signals or abstract sockets beyond the task where this kernel can tell. Its version where that is in force, else 0."""
    import ctypes

    abi = version()
    if abi < 1:
        return 0
    everything = FIRST | (REFER if abi >= 2 else 0) | (TRUNCATE if abi >= 3 else 0) | (IOCTL_DEV if abi >= 5 else 0)
    of_files = everything & (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV)

    class Ruleset(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scopes")]

    class Beneath(ctypes.Structure):
        _pack_ = 1
        _fields_ = [("access", ctypes.c_uint64), ("parent", ctypes.c_int32)]

    ruleset = Ruleset(everything, 0, ABSTRACT_SOCKETS | SIGNALS if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    fd = call(CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    if fd < 0:
        return 0
    try:
        for paths, access in ((listable, READ_DIR), (readable, READING), (writable, everything if executable else everything & ~EXECUTE)):
            for path in paths:
                try:
                    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
                except OSError:
                    continue  # not on this machine
                try:
                    whole = access if stat.S_ISDIR(os.fstat(parent).st_mode) else access & of_files
                    if call(ADD_RULE, fd, 1, ctypes.byref(Beneath(whole, parent)), 0) != 0 and path in writable:
                        return 0
                finally:
                    os.close(parent)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        return abi if call(RESTRICT_SELF, fd, 0) == 0 else 0
    finally:
        os.close(fd)


def call(*arguments):
    import ctypes

    return ctypes.CDLL(None, use_errno=True).syscall(*arguments)
