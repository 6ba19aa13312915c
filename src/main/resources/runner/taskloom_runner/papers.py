"""Papers by pandoc, confined like a model's code."""

import os

from .confinement import confine

PANDOC = "/usr/bin/pandoc"


def convert(arguments, folder, scratch, limits, around, lenient):
    """Becomes pandoc, confined like a model's code, since a model wrote the paper; ends with 127 where there is none."""
    os.chdir(folder)
    confine(limits, around, [folder, scratch], lenient)
    os.nice(19)
    given = os.open("in", os.O_RDONLY | os.O_NOFOLLOW)
    made = os.open("out", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    null = os.open(os.devnull, os.O_WRONLY)
    for number, fd in enumerate((given, made, null)):
        os.dup2(fd, number)
    environment = {"LANG": "C.UTF-8", "HOME": scratch, "TMPDIR": scratch}
    try:
        os.execve(PANDOC, ["pandoc", "+RTS", "-M1G", "-RTS", *arguments], environment)
    except FileNotFoundError:
        os._exit(127)
