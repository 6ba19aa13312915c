"""Runs a model's Python, cell by cell, and tells about it in JSON lines (`taskloom_runner` says which).

    python3 -I FOLDER [--bare]                   one interpreter, on stdin and stdout; --bare: there is no sandbox
                                                 around it, and need be none
    python3 -I FOLDER --socket PATH --root DIR   an interpreter per connection to the unix socket PATH; its folder is
                                                 DIR/<task>
    python3 -I FOLDER --check PATH               whether the runner at a socket runs a line of code
"""

import os
import sys

from taskloom_runner.service import check_socket, serve_socket, serve_stdio

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
    if arguments in ([], ["--bare"]):
        serve_stdio(bare=bool(arguments))
    elif len(arguments) == 2 and arguments[0] == "--check":
        check_socket(arguments[1])
    elif len(arguments) == 4 and arguments[0] == "--socket" and arguments[2] == "--root":
        if dict(os.environ) != CLEAN_ENVIRONMENT:  # what this process was started with stays readable in /proc for good
            folder = os.path.dirname(os.path.abspath(__file__))
            os.execve(sys.executable, [sys.executable, "-I", folder, *arguments], CLEAN_ENVIRONMENT)
        serve_socket(arguments[1], os.path.realpath(arguments[3]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
