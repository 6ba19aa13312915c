"""Runs a model's Python, cell by cell, and tells about it in JSON lines (`taskloom_runner` says which).

    python3 -I FOLDER [--scratch]                one interpreter, on stdin and stdout; --scratch: /tmp is not its alone
    python3 -I FOLDER --socket PATH --root DIR   an interpreter per connection to the unix socket PATH; its folder is
                                                 DIR/<task>
"""

import os
import sys

from taskloom_runner.service import serve_socket, serve_stdio

del sys.path[0]  # this folder: a model's code imports nothing from it

CLEAN_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "USER": "runner",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def main(arguments):
    if arguments in ([], ["--scratch"]):
        serve_stdio(scratch=bool(arguments))
    elif len(arguments) == 4 and arguments[0] == "--socket" and arguments[2] == "--root":
        if dict(os.environ) != CLEAN_ENVIRONMENT:  # what this process was started with stays readable in /proc for good
            folder = os.path.dirname(os.path.abspath(__file__))
            os.execve(sys.executable, [sys.executable, "-I", folder, *arguments], CLEAN_ENVIRONMENT)
        serve_socket(arguments[1], os.path.realpath(arguments[3]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
