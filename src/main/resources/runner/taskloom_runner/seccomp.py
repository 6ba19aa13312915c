"""A seccomp filter made of `calls`: a classic BPF program, put together here since nothing else is needed for it."""

import os
import platform
import struct

from . import calls
from .processes import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the tables, audit number
X32 = 0x40000000
LOAD, AND, EQUAL, AT_LEAST, ABOVE, ANY_BIT, GIVE = 0x20, 0x54, 0x15, 0x35, 0x25, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE = 0, 4


def available():
    return platform.machine() in ARCHITECTURES and prctl(21, 0) >= 0  # PR_GET_SECCOMP


def install(shared, landlock):
    """Filters this process for good. `shared`: others of the same user run beside it; `landlock`: its version, 0 for
    none. Whether it is in force."""
    import ctypes

    if not available():
        return False

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]

    code = program(platform.machine(), os.getpid(), shared, landlock)
    filter_program = Program(len(code) // 8, code)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    return prctl(PR_SET_SECCOMP, 2, ctypes.addressof(filter_program)) == 0


def program(machine, me, shared, landlock):
    """The program's bytes. Another architecture's calls end the process; those of the x32 table do not exist."""
    column, audit = ARCHITECTURES[machine]
    rules = [
        (numbers, answer, [])
        for answer, refused in calls.REFUSED.items()
        for numbers in refused.values()
    ]
    rules += calls.conditions(me)
    if shared:
        rules += calls.changes_by_path()
        if landlock < 6:
            rules += calls.signals_to_itself_alone(me)
        if landlock < 3:
            rules += calls.no_truncation_by_path()
    code = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, audit), (GIVE, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        code += [(AT_LEAST, 0, 1, X32), (GIVE, 0, 0, REFUSE | calls.ENOSYS)]
    code += [(ABOVE, 0, 1, calls.LAST_KNOWN), (GIVE, 0, 0, REFUSE | calls.ENOSYS)]
    for numbers, answer, conditions in rules:
        if numbers[column] is not None:
            block = checks(conditions, REFUSE | answer)
            code += [(EQUAL, 0, len(block), numbers[column]), *block]
    code.append((GIVE, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def checks(conditions, refusal):
    """Refuses unless all conditions hold; always ends the program, since it loses the call's number."""
    if not conditions:
        return [(GIVE, 0, 0, refusal)]
    block = []
    for index, (kind, where, values, *mask) in enumerate(conditions):
        block.append((LOAD, 0, 0, where))
        if values is None:  # any bit of the mask
            block.append((ANY_BIT, "refuse", 0, mask[0]))
            continue
        if mask:
            block.append((AND, 0, 0, mask[0]))
        if kind == "never":
            block += [(EQUAL, "refuse", 0, value) for value in values]
        else:
            last = len(values) - 1
            for at, value in enumerate(values):
                block.append((EQUAL, last - at, 0 if at < last else "refuse", value))
    refuse_at = len(block) + 1
    block = [
        tuple(refuse_at - at - 1 if part == "refuse" else part for part in instruction)
        for at, instruction in enumerate(block)
    ]
    return [*block, (GIVE, 0, 0, ALLOW), (GIVE, 0, 0, refusal)]
